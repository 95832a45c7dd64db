package group

import "github.com/teahouse-chat/teahouse/wire"

// UnpinMessage takes a pin away. That of a message which is not pinned succeeds.
var UnpinMessage = define[UnpinMessageRequest, wire.Empty]("group_open_http_svc.unpin_message")

// UnpinMessageRequest names the message. UnPinner is in whose name, the caller if
// empty.
type UnpinMessageRequest struct {
	GroupID  string `json:"GroupId"`
	TopicID  string `json:"TopicId,omitempty"`
	MsgSeq   uint64 `json:"MsgSeq"`
	UnPinner string `json:"UnPinner_Account,omitempty"`
}

// Validate checks the form.
func (r *UnpinMessageRequest) Validate() error {
	return first(CheckID(r.GroupID), checkPinned(r.MsgSeq))
}
