package webhook

import "github.com/teahouse-chat/teahouse/wire"

// C2CBeforeSendMsg asks before a one-to-one message is sent by a client or by openim.sendmsg. The answer may
// refuse it, drop it silently, or replace MsgBody and CloudCustomData. MsgTime, and with it MsgKey, is that of the
// question: a message that has to wait for its turn within a second may be stored with a later one.
var C2CBeforeSendMsg = before[C2CBeforeSendMsgBody, MessageAnswer]("C2C.CallbackBeforeSendMsg")

// C2CBeforeSendMsgBody is the body of C2C.CallbackBeforeSendMsg.
type C2CBeforeSendMsgBody struct {
	Head
	From            string         `json:"From_Account"`
	To              string         `json:"To_Account"`
	MsgSeq          uint64         `json:"MsgSeq"`
	Random          uint32         `json:"MsgRandom"`
	MsgTime         uint32         `json:"MsgTime"` // seconds
	MsgKey          string         `json:"MsgKey"`
	MsgId           string         `json:"MsgId,omitempty"` // as clients compute it
	OnlineOnlyFlag  int            `json:"OnlineOnlyFlag"`  // 1: not stored
	MsgBody         []wire.Element `json:"MsgBody"`
	CloudCustomData string         `json:"CloudCustomData"`
}
