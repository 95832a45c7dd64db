package webhook

import "github.com/teahouse-chat/teahouse/wire"

// C2CAfterSendMsg tells that a one-to-one message was sent, or with SendMsgResult that it could not be. It does not
// follow a message that C2C.CallbackBeforeSendMsg refused.
var C2CAfterSendMsg = after[C2CAfterSendMsgBody]("C2C.CallbackAfterSendMsg")

// C2CAfterSendMsgBody is the body of C2C.CallbackAfterSendMsg.
type C2CAfterSendMsgBody struct {
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
	SendMsgResult   int            `json:"SendMsgResult"` // 0, or the sender's error
	ErrorInfo       string         `json:"ErrorInfo"`
	UnreadMsgNum    int64          `json:"UnreadMsgNum"` // all one-to-one messages that the receiver has not read; -1: not known
}
