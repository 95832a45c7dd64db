package group

import "github.com/teahouse-chat/teahouse/wire"

// DeleteGroupMember removes members. Accounts that are none are skipped.
var DeleteGroupMember = define[DeleteGroupMemberRequest, wire.Empty]("group_open_http_svc.delete_group_member")

// DeleteGroupMemberRequest names the members, at most 500.
type DeleteGroupMemberRequest struct {
	GroupID  string   `json:"GroupId"`
	Accounts []string `json:"MemberToDel_Account"`
	Silence  int      `json:"Silence,omitempty"` // 1: the group is not told
	Reason   string   `json:"Reason,omitempty"`
}

// Validate checks the form.
func (r *DeleteGroupMemberRequest) Validate() error {
	return first(CheckID(r.GroupID), checkAccounts("MemberToDel_Account", r.Accounts, MaxRemove))
}
