package group

import "github.com/teahouse-chat/teahouse/wire"

// CheckMembers tells which of some accounts are in a live group now.
var CheckMembers = wire.Define[CheckMembersRequest, CheckMembersResponse]("group_open_avchatroom_http_svc.check_members")

// CheckMembersRequest names the accounts, at most 500 (unverified).
type CheckMembersRequest struct {
	GroupID  string   `json:"GroupId"`
	Accounts []string `json:"Member_Account"`
}

// CheckMembersResponse names those who are there.
type CheckMembersResponse struct {
	Accounts []string `json:"Member_Account"`
}

// Validate checks the form.
func (r *CheckMembersRequest) Validate() error {
	return first(CheckID(r.GroupID), checkAccounts("Member_Account", r.Accounts, MaxLiveMembers))
}
