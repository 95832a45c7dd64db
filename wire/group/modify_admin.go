package group

import "github.com/teahouse-chat/teahouse/wire"

// ModifyAdmin appoints admins of a live group or removes them. They need not be in it,
// and stay what they are when they leave. They mute members, and speak while all are
// muted.
var ModifyAdmin = wire.Define[ModifyAdminRequest, wire.Empty]("group_open_avchatroom_http_svc.modify_admin")

// ModifyAdminRequest names the accounts. A group has at most 5 admins (10004 beyond;
// unverified).
type ModifyAdminRequest struct {
	GroupID     string   `json:"GroupId"`
	CommandType int      `json:"CommandType"` // CommandSet or CommandRemove
	Accounts    []string `json:"Admin_Account"`
}

// Validate checks the form.
func (r *ModifyAdminRequest) Validate() error {
	return first(CheckID(r.GroupID), checkCommandType(r.CommandType), checkAccounts("Admin_Account", r.Accounts, MaxLiveMembers))
}
