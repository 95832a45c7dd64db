package sns

import "github.com/teahouse-chat/teahouse/wire"

// FriendGetList reads chosen fields of chosen friends: those of the friendship
// and those of their profiles. Fields without a value are left out.
var FriendGetList = wire.Define[FriendGetListRequest, FriendListResponse]("sns.friend_get_list")

// FriendGetListRequest names up to 100 friends and 1 to 100 fields.
type FriendGetListRequest struct {
	AccountsRequest
	TagList []string `json:"TagList"`
}

// Validate checks the form.
func (r *FriendGetListRequest) Validate() error {
	return first(CheckBatch("To_Account", len(r.ToAccount), 100), CheckBatch("TagList", len(r.TagList), 100))
}

// FriendListResponse answers for each account in the order of the request.
type FriendListResponse struct {
	InfoItem    []FriendInfo `json:"InfoItem"`
	FailAccount []string     `json:"Fail_Account,omitempty"`
}

// FriendInfo is a friend with fields of friendship and profile.
type FriendInfo struct {
	ToAccount      string `json:"To_Account"`
	SnsProfileItem []Item `json:"SnsProfileItem,omitempty"`
	ResultCode     int    `json:"ResultCode"`
	ResultInfo     string `json:"ResultInfo"`
}
