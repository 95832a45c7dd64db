package group

import "github.com/teahouse-chat/teahouse/wire"

// PinMessage pins a message of a group for all members: at most MaxPins in a group
// or topic.
var PinMessage = define[PinMessageRequest, wire.Empty]("group_open_http_svc.pin_message")

// PinMessageRequest names the message. Pinner is in whose name it is pinned, the
// caller if empty.
type PinMessageRequest struct {
	GroupID string `json:"GroupId"`
	TopicID string `json:"TopicId,omitempty"`
	MsgSeq  uint64 `json:"MsgSeq"`
	Pinner  string `json:"Pinner_Account,omitempty"`
}

// Validate checks the form.
func (r *PinMessageRequest) Validate() error { return first(CheckID(r.GroupID), checkPinned(r.MsgSeq)) }

func checkPinned(seq uint64) error {
	if seq == 0 || seq > 1<<32-1 {
		return ErrBadParameter.With("MsgSeq is 1 to 4294967295")
	}
	return nil
}
