package webhook

// C2CAfterC2CMsgExtension tells that extensions of a one-to-one message changed.
var C2CAfterC2CMsgExtension = after[C2CAfterC2CMsgExtensionBody]("C2C.CallbackAfterC2CMsgExtension")

// C2CAfterC2CMsgExtensionBody is the body of C2C.CallbackAfterC2CMsgExtension.
type C2CAfterC2CMsgExtensionBody struct {
	Head
	From          string      `json:"From_Account"`
	To            string      `json:"To_Account"`
	MsgKey        string      `json:"MsgKey"`
	OperateType   int         `json:"OperateType"` // 1 set, 2 deleted, 3 all cleared
	ExtensionList []Extension `json:"ExtensionList"`
	Seq           uint64      `json:"Seq"` // the newest of the message
}

// Extension is a pair that is kept with a message.
type Extension struct {
	Key   string `json:"Key"`
	Value string `json:"Value"`
	Seq   uint64 `json:"Seq"`
}
