package webhook

import "github.com/teahouse-chat/teahouse/wire"

// C2CAfterModifyMsg tells that a one-to-one message was changed.
var C2CAfterModifyMsg = after[C2CAfterModifyMsgBody]("C2C.CallbackAfterModifyMsg")

// C2CAfterModifyMsgBody is the body of C2C.CallbackAfterModifyMsg.
type C2CAfterModifyMsgBody struct {
	Head
	Operator        string         `json:"Operator_Account"`
	From            string         `json:"From_Account"`
	To              string         `json:"To_Account"`
	MsgSeq          uint64         `json:"MsgSeq"`
	Random          uint32         `json:"MsgRandom"`
	MsgTime         uint32         `json:"MsgTime"`
	MsgKey          string         `json:"MsgKey"`
	MsgBody         []wire.Element `json:"MsgBody"`
	CloudCustomData string         `json:"CloudCustomData"`
}
