package sns

import "github.com/teahouse-chat/teahouse/wire"

// BlackListCheck tells who blocks whom.
var BlackListCheck = wire.Define[BlackListCheckRequest, BlackListCheckResponse]("sns.black_list_check")

// Values of CheckType and, with the other words, of Relation.
const (
	BlackCheckSingle = "BlackCheckResult_Type_Single" // look at From's list alone
	BlackCheckBoth   = "BlackCheckResult_Type_Both"
	BlackNone        = "BlackCheckResult_Type_NO"
	BlackAWithB      = "BlackCheckResult_Type_AWithB" // From blocks To
	BlackBWithA      = "BlackCheckResult_Type_BWithA" // To blocks From
	BlackBothWay     = "BlackCheckResult_Type_BothWay"
)

// BlackListCheckRequest names one user and up to 1000 others.
type BlackListCheckRequest struct {
	AccountsRequest
	CheckType string `json:"CheckType"` // BlackCheckBoth if empty
}

// Validate checks the form.
func (r *BlackListCheckRequest) Validate() error {
	return first(r.AccountsRequest.Validate(), checkChoice("CheckType", r.CheckType, BlackCheckBoth, BlackCheckSingle))
}

// BlackListCheckResponse answers for each account in the order of the request.
type BlackListCheckResponse struct {
	BlackListCheckItem []CheckedFriend `json:"BlackListCheckItem"`
	FailAccount        []string        `json:"Fail_Account,omitempty"`
}
