package group

import "github.com/teahouse-chat/teahouse/wire"

// HandleInviteJoinPermissionGroup answers a member's invitation where the group
// wants an approval of its owner or an admin.
var HandleInviteJoinPermissionGroup = defineClient[HandleInviteJoinPermissionGroupRequest, wire.Empty]("group_open_http_svc.handle_invite_join_permission_group")

// HandleInviteJoinPermissionGroupRequest names the invitation by who invited whom
// and, if it is there, its Authentication.
type HandleInviteJoinPermissionGroupRequest struct {
	GroupID          string `json:"GroupId"`
	Applicant        string `json:"Applicant_Account"` // who invited
	Invited          string `json:"Invited_Account"`
	HandleMsg        string `json:"HandleMsg"` // Agree or Reject
	ApprovalMsg      string `json:"ApprovalMsg,omitempty"`
	Authentication   string `json:"Authentication,omitempty"`
	UserDefinedField string `json:"UserDefinedField,omitempty"`
}

// Validate checks the form.
func (r *HandleInviteJoinPermissionGroupRequest) Validate() error {
	return first(CheckID(r.GroupID), need("Applicant_Account", r.Applicant), need("Invited_Account", r.Invited),
		checkAnswer(r.HandleMsg, &r.ApprovalMsg))
}
