package group

// GetGroupMsgReceiptsByUsers says which of some members have read messages.
var GetGroupMsgReceiptsByUsers = defineClient[GetGroupMsgReceiptsByUsersRequest, GetGroupMsgReceiptsByUsersResponse]("group_open_http_svc.get_group_msg_receipts_by_users")

// GetGroupMsgReceiptsByUsersRequest names messages, and members for each.
type GetGroupMsgReceiptsByUsersRequest struct {
	GroupID           string       `json:"GroupId"`
	MemberReadMsgList []ReadersAsk `json:"MemberReadMsgList"`
}

// ReadersAsk asks about a message.
type ReadersAsk struct {
	MsgSeq   uint64   `json:"MsgSeq"`
	Accounts []string `json:"MemberList_Account"`
}

// GetGroupMsgReceiptsByUsersResponse has an entry per message.
type GetGroupMsgReceiptsByUsersResponse struct {
	MsgReadList []MsgReaders `json:"MsgReadList"`
}

// MsgReaders are those who were asked about and have read the message.
type MsgReaders struct {
	MsgSeq     uint64     `json:"MsgSeq"`
	MemberList []ReadTime `json:"MemberList"`
}

// ReadTime is when somebody read a message, in seconds.
type ReadTime struct {
	Account string `json:"Read_Account"`
	Time    int64  `json:"Read_Time"`
}

// Validate checks the form.
func (r *GetGroupMsgReceiptsByUsersRequest) Validate() error {
	if len(r.MemberReadMsgList) > MaxReceipts {
		return ErrBadParameter.With("MemberReadMsgList holds at most %d", MaxReceipts)
	}
	return CheckID(r.GroupID)
}
