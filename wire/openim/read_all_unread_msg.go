package openim

import "github.com/teahouse-chat/teahouse/wire"

// ReadAllUnreadMsg marks everything as read.
var ReadAllUnreadMsg = wire.DefineClient[ReadAllUnreadMsgRequest, ReadAllUnreadMsgResponse]("openim.read_all_unread_msg")

// MaxReadGroups is how many groups a ReadAllUnreadMsgRequest may name.
const MaxReadGroups = 1000

// ReadAllUnreadMsgRequest says what is read.
type ReadAllUnreadMsgRequest struct {
	C2CReadAllMsg int             `json:"C2CReadAllMsg"` // 1: all one-to-one conversations
	Groups        []GroupReadInfo `json:"GroupReadInfo,omitempty"`
}

// GroupReadInfo is a group that is read up to and with MsgSeq.
type GroupReadInfo struct {
	GroupId string `json:"GroupId"`
	MsgSeq  uint64 `json:"MsgSeq"`
}

// Validate checks the form.
func (r *ReadAllUnreadMsgRequest) Validate() error {
	if len(r.Groups) > MaxReadGroups {
		return ErrTooMany
	}
	return nil
}

// ReadAllUnreadMsgResponse says what was done.
type ReadAllUnreadMsgResponse struct {
	C2CReadAllMsg int               `json:"C2CReadAllMsg"`
	Groups        []GroupReadResult `json:"GroupReadInfoArray"`
}

// GroupReadResult is what became of a group: RetCode 0, or an error code.
type GroupReadResult struct {
	GroupId string `json:"GroupId"`
	MsgSeq  uint64 `json:"MsgSeq"`
	RetCode int    `json:"RetCode"`
}
