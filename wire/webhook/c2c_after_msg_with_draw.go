package webhook

// C2CAfterMsgWithDraw tells that a one-to-one message was recalled.
var C2CAfterMsgWithDraw = after[C2CAfterMsgWithDrawBody]("C2C.CallbackAfterMsgWithDraw")

// C2CAfterMsgWithDrawBody is the body of C2C.CallbackAfterMsgWithDraw.
type C2CAfterMsgWithDrawBody struct {
	Head
	From         string `json:"From_Account"`
	To           string `json:"To_Account"`
	MsgKey       string `json:"MsgKey"`
	MsgId        string `json:"MsgId,omitempty"`
	UnreadMsgNum int64  `json:"UnreadMsgNum"` // all one-to-one messages that the receiver has not read; -1: not known
}
