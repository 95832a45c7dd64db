package group

import "github.com/teahouse-chat/teahouse/wire"

// SendBroadcastMsg says something in all live groups of the application, to those who
// are there now. The setting broadcast_rate limits it (10023).
var SendBroadcastMsg = wire.Define[SendBroadcastMsgRequest, SendBroadcastMsgResponse]("group_open_http_svc.send_broadcast_msg")

// SendBroadcastMsgRequest is a message. The same one with the same Random within five
// minutes is a repeat, which is not sent and gets the first one's answer.
type SendBroadcastMsgRequest struct {
	From            string         `json:"From_Account,omitempty"` // empty: the caller
	Random          *uint32        `json:"Random"`
	MsgBody         []wire.Element `json:"MsgBody"`
	CloudCustomData string         `json:"CloudCustomData,omitempty"`
}

// SendBroadcastMsgResponse is the broadcast's number.
type SendBroadcastMsgResponse struct {
	MsgSeq uint64 `json:"MsgSeq"`
}

// Validate checks the form.
func (r *SendBroadcastMsgRequest) Validate() error {
	if r.Random == nil {
		return ErrBadParameter.With("Random is missing")
	}
	return checkBody(r.MsgBody, r.CloudCustomData)
}
