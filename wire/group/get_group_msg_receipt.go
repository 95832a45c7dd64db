package group

// GetGroupMsgReceipt counts who has read messages.
var GetGroupMsgReceipt = define[GetGroupMsgReceiptRequest, GetGroupMsgReceiptResponse]("group_open_http_svc.get_group_msg_receipt")

// GetGroupMsgReceiptRequest names the messages, at most 50.
type GetGroupMsgReceiptRequest struct {
	GroupID    string   `json:"GroupId"`
	MsgSeqList []SeqRef `json:"MsgSeqList"`
}

// GetGroupMsgReceiptResponse has an entry per message, in order.
type GetGroupMsgReceiptResponse struct {
	GroupMsgReceiptList []ReceiptCount `json:"GroupMsgReceiptList"`
}

// ReceiptCount is how many members have read a message and how many have not, its
// sender not counted. Code is 0 or that of ErrNoReceipt.
type ReceiptCount struct {
	Code      int    `json:"Code"`
	MsgSeq    uint64 `json:"MsgSeq"`
	ReadNum   int    `json:"ReadNum"`
	UnreadNum int    `json:"UnreadNum"`
}

// Validate checks the form.
func (r *GetGroupMsgReceiptRequest) Validate() error {
	return first(CheckID(r.GroupID), checkSeqs(r.MsgSeqList))
}
