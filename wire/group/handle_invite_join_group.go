package group

import "github.com/teahouse-chat/teahouse/wire"

// HandleInviteJoinGroup answers an invitation, where the application lets invited
// accounts decide for themselves.
var HandleInviteJoinGroup = defineClient[HandleInviteJoinGroupRequest, wire.Empty]("group_open_http_svc.handle_invite_join_group")

// HandleInviteJoinGroupRequest names the invitation by who invited and, if it is
// there, its Authentication.
type HandleInviteJoinGroupRequest struct {
	GroupID          string `json:"GroupId"`
	Inviter          string `json:"Inviter_Account"`
	HandleMsg        string `json:"HandleMsg"` // Agree or Reject
	ApprovalMsg      string `json:"ApprovalMsg,omitempty"`
	Authentication   string `json:"Authentication,omitempty"`
	MsgKey           Cursor `json:"MsgKey,omitempty"`
	UserDefinedField string `json:"UserDefinedField,omitempty"`
}

// Validate checks the form.
func (r *HandleInviteJoinGroupRequest) Validate() error {
	return first(CheckID(r.GroupID), need("Inviter_Account", r.Inviter), checkAnswer(r.HandleMsg, &r.ApprovalMsg))
}
