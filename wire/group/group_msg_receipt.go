package group

import "github.com/teahouse-chat/teahouse/wire"

// GroupMsgReceipt says that the caller has read messages whose senders asked to
// be told.
var GroupMsgReceipt = define[GroupMsgReceiptRequest, wire.Empty]("group_open_http_svc.group_msg_receipt")

// GroupMsgReceiptRequest names the messages, at most 50. Over REST From is the
// reader.
type GroupMsgReceiptRequest struct {
	GroupID    string   `json:"GroupId"`
	From       string   `json:"From_Account,omitempty"`
	MsgSeqList []SeqRef `json:"MsgSeqList"`
}

// Validate checks the form.
func (r *GroupMsgReceiptRequest) Validate() error {
	return first(CheckID(r.GroupID), checkSeqs(r.MsgSeqList))
}

func checkSeqs(list []SeqRef) error {
	if len(list) == 0 || len(list) > MaxReceipts {
		return ErrBadParameter.With("MsgSeqList holds 1 to %d", MaxReceipts)
	}
	return nil
}
