package webhook

// C2CAfterMsgReport tells how far a user has read a one-to-one conversation.
var C2CAfterMsgReport = after[C2CAfterMsgReportBody]("C2C.CallbackAfterMsgReport")

// C2CAfterMsgReportBody is the body of C2C.CallbackAfterMsgReport.
type C2CAfterMsgReportBody struct {
	Head
	Report       string `json:"Report_Account"` // who read
	Peer         string `json:"Peer_Account"`
	LastReadTime uint32 `json:"LastReadTime"` // seconds
	UnreadMsgNum int64  `json:"UnreadMsgNum"` // all one-to-one messages that the reader has not read; -1: not known
}
