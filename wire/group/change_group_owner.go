package group

import "github.com/teahouse-chat/teahouse/wire"

// ChangeGroupOwner hands a group to another of its members.
var ChangeGroupOwner = define[ChangeGroupOwnerRequest, wire.Empty]("group_open_http_svc.change_group_owner")

// ChangeGroupOwnerRequest names the group and the member.
type ChangeGroupOwnerRequest struct {
	GroupID  string `json:"GroupId"`
	NewOwner string `json:"NewOwner_Account"`
}

// Validate checks the form.
func (r *ChangeGroupOwnerRequest) Validate() error {
	if r.NewOwner == "" {
		return ErrBadParameter.With("NewOwner_Account is missing")
	}
	return CheckID(r.GroupID)
}
