package group

import "github.com/teahouse-chat/teahouse/wire"

// ClearGroupMsg hides the history of a group from its members, up to and with a
// message; unread counts fall with it. App admins still read it. It cannot be undone.
// Communities refuse it.
var ClearGroupMsg = define[ClearGroupMsgRequest, wire.Empty]("group_open_http_svc.clear_group_msg")

// ClearGroupMsgRequest names the last message that is hidden.
type ClearGroupMsgRequest struct {
	GroupID string `json:"GroupId"`
	MsgSeq  uint64 `json:"MsgSeq,omitempty"` // absent: all so far
}

// Validate checks the form.
func (r *ClearGroupMsgRequest) Validate() error { return CheckID(r.GroupID) }
