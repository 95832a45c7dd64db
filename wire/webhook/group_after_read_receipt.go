package webhook

// GroupAfterReadReceipt tells who sent read receipts for messages of a group, and how many have.
var GroupAfterReadReceipt = after[GroupAfterReadReceiptBody]("Group.CallbackAfterReadReceipt")

// GroupAfterReadReceiptBody is the body of Group.CallbackAfterReadReceipt.
type GroupAfterReadReceiptBody struct {
	Head
	GroupID             string         `json:"GroupId"`
	Type                string         `json:"Type"`
	GroupMsgReceiptList []GroupReceipt `json:"GroupMsgReceiptList"`
}

// GroupReceipt is a message with who read it now.
type GroupReceipt struct {
	MsgSeq             uint64   `json:"MsgSeq"`
	ReadNum            int      `json:"ReadNum"`
	UnreadNum          int      `json:"UnreadNum"`
	ReadReceiptMembers []Member `json:"ReadReceiptMembers"`
}
