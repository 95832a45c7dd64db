package group

import "github.com/teahouse-chat/teahouse/wire"

// BanGroupMember throws accounts out of a group and keeps them out for a time.
// Accounts that are no members may be banned too.
var BanGroupMember = define[BanGroupMemberRequest, wire.Empty]("group_open_http_svc.ban_group_member")

// BanGroupMemberRequest names the accounts, at most 20. A ban that is there is
// replaced.
type BanGroupMemberRequest struct {
	GroupID     string   `json:"GroupId"`
	Accounts    []string `json:"Members_Account"`
	Duration    uint32   `json:"Duration"`              // seconds from now, not 0
	Description string   `json:"Description,omitempty"` // at most 1000 bytes, shown to them
}

// Validate checks the form.
func (r *BanGroupMemberRequest) Validate() error {
	if r.Duration == 0 {
		return ErrBadParameter.With("Duration is missing")
	}
	return first(CheckID(r.GroupID), checkAccounts("Members_Account", r.Accounts, MaxBanned),
		checkText("Description", &r.Description, MaxBanText))
}
