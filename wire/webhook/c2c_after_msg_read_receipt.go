package webhook

// C2CAfterMsgReadReceipt tells that a user sent read receipts for messages.
var C2CAfterMsgReadReceipt = after[C2CAfterMsgReadReceiptBody]("C2C.CallbackAfterMsgReadReceipt")

// C2CAfterMsgReadReceiptBody is the body of C2C.CallbackAfterMsgReadReceipt.
type C2CAfterMsgReadReceiptBody struct {
	Head
	Operator   string       `json:"Operator_Account"` // who read
	Peer       string       `json:"Peer_Account"`     // who sent the messages
	C2CMsgInfo []C2CMessage `json:"C2CMsgInfo"`
}

// C2CMessage names a one-to-one message.
type C2CMessage struct {
	From   string `json:"From_Account"`
	To     string `json:"To_Account"`
	MsgKey string `json:"MsgKey"`
	MsgId  string `json:"MsgId,omitempty"`
}
