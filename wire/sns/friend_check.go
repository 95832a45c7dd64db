package sns

import "github.com/teahouse-chat/teahouse/wire"

// FriendCheck tells who is whose friend.
var FriendCheck = wire.Define[FriendCheckRequest, FriendCheckResponse]("sns.friend_check")

// Values of CheckType and, with the other words, of Relation.
const (
	CheckSingle     = "CheckResult_Type_Single" // look at From's list alone
	CheckBoth       = "CheckResult_Type_Both"
	RelationNone    = "CheckResult_Type_NoRelation"
	RelationAWithB  = "CheckResult_Type_AWithB" // From has To
	RelationBWithA  = "CheckResult_Type_BWithA" // To has From
	RelationBothWay = "CheckResult_Type_BothWay"
)

// FriendCheckRequest names one user and up to 1000 others.
type FriendCheckRequest struct {
	AccountsRequest
	CheckType string `json:"CheckType"` // CheckBoth if empty
}

// Validate checks the form.
func (r *FriendCheckRequest) Validate() error {
	return first(r.AccountsRequest.Validate(), checkChoice("CheckType", r.CheckType, CheckBoth, CheckSingle))
}

// FriendCheckResponse answers for each account in the order of the request.
type FriendCheckResponse struct {
	InfoItem    []CheckedFriend `json:"InfoItem"`
	FailAccount []string        `json:"Fail_Account,omitempty"`
}

// CheckedFriend is the relation to one account.
type CheckedFriend struct {
	ToAccount  string `json:"To_Account"`
	Relation   string `json:"Relation"`
	ResultCode int    `json:"ResultCode"`
	ResultInfo string `json:"ResultInfo"`
}
