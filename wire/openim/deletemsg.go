package openim

import "github.com/teahouse-chat/teahouse/wire"

// DeleteMsg removes stored notices, such as reminders that the caller was
// mentioned, once they are read.
var DeleteMsg = wire.DefineClient[DeleteMsgRequest, wire.Empty]("openim.deletemsg")

// MaxDropped is how many notices a DeleteMsgRequest may name.
const MaxDropped = 1000

// DeleteMsgRequest lists the notices.
type DeleteMsgRequest struct {
	List []NoticeRef `json:"DelMsgList"`
}

// NoticeRef names a stored notice: MsgSeq is the notice's ClientSeq.
type NoticeRef struct {
	From      string `json:"From_Account"`
	To        string `json:"To_Account,omitempty"`
	MsgSeq    uint64 `json:"MsgSeq"`
	MsgRandom uint32 `json:"MsgRandom"`
	GroupId   string `json:"GroupId,omitempty"`
}

// Validate checks the form.
func (r *DeleteMsgRequest) Validate() error {
	if len(r.List) > MaxDropped {
		return ErrTooMany
	}
	return nil
}
