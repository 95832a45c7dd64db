package group

import "github.com/teahouse-chat/teahouse/wire"

// DeleteGroupMsgBySender recalls what an account said among the last 1000 messages of
// a group, also if it has left since. Members who are online are told of each recall
// (unverified). In a live room it has no effect.
var DeleteGroupMsgBySender = define[DeleteGroupMsgBySenderRequest, wire.Empty]("group_open_http_svc.delete_group_msg_by_sender")

// DeleteGroupMsgBySenderRequest names the sender.
type DeleteGroupMsgBySenderRequest struct {
	GroupID string `json:"GroupId"`
	TopicID string `json:"TopicId,omitempty"`
	Sender  string `json:"Sender_Account"`
}

// Validate checks the form.
func (r *DeleteGroupMsgBySenderRequest) Validate() error {
	if r.Sender == "" {
		return ErrBadParameter.With("Sender_Account is missing")
	}
	return CheckID(r.GroupID)
}
