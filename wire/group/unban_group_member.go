package group

import "github.com/teahouse-chat/teahouse/wire"

// UnbanGroupMember ends bans. It brings nobody back; accounts that are not banned
// are skipped.
var UnbanGroupMember = define[UnbanGroupMemberRequest, wire.Empty]("group_open_http_svc.unban_group_member")

// UnbanGroupMemberRequest names the accounts, at most 20.
type UnbanGroupMemberRequest struct {
	GroupID  string   `json:"GroupId"`
	Accounts []string `json:"Members_Account"`
}

// Validate checks the form.
func (r *UnbanGroupMemberRequest) Validate() error {
	return first(CheckID(r.GroupID), checkAccounts("Members_Account", r.Accounts, MaxBanned))
}
