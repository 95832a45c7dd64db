package webhook

// C2CAfterMsgReadAll tells that a client cleared all unread counts of its user.
var C2CAfterMsgReadAll = after[C2CAfterMsgReadAllBody]("C2C.CallbackAfterMsgReadAll")

// C2CAfterMsgReadAllBody is the body of C2C.CallbackAfterMsgReadAll.
type C2CAfterMsgReadAllBody struct {
	Head
	Report        string      `json:"Report_Account"`
	GroupReadInfo []GroupRead `json:"GroupReadInfo"`
}

// GroupRead is how far a group is read.
type GroupRead struct {
	GroupID string `json:"GroupId"`
	MsgSeq  uint64 `json:"MsgSeq"`
}
