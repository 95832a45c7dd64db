package openim

import "github.com/teahouse-chat/teahouse/wire"

// C2CMsgReadReceipt reports single messages as read, those that were sent with
// IsNeedReadReceipt 1.
var C2CMsgReadReceipt = wire.Define[C2CMsgReadReceiptRequest, wire.Empty]("openim.c2c_msg_read_receipt")

// C2CMsgReadReceiptRequest names the reader (REST; clients report for
// themselves), the sender, and at most MaxReceipts messages.
type C2CMsgReadReceiptRequest struct {
	Operator string   `json:"Operator_Account,omitempty"`
	Peer     string   `json:"Peer_Account"`
	Msgs     []MsgRef `json:"C2CMsgInfo"`
}

// Validate checks the form.
func (r *C2CMsgReadReceiptRequest) Validate() error {
	switch {
	case r.Peer == "":
		return ErrNoReceiver.With("Peer_Account")
	case len(r.Msgs) == 0:
		return ErrParameter.With("C2CMsgInfo is empty")
	case len(r.Msgs) > MaxReceipts:
		return ErrTooMany
	}
	return nil
}
