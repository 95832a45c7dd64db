package openim

import "github.com/teahouse-chat/teahouse/wire"

// AdminSetMsgRead marks a conversation as read for one of its accounts.
var AdminSetMsgRead = wire.Define[AdminSetMsgReadRequest, wire.Empty]("openim.admin_set_msg_read")

// AdminSetMsgReadRequest names the reader and the peer.
type AdminSetMsgReadRequest struct {
	Report      string   `json:"Report_Account"`
	Peer        string   `json:"Peer_Account"`
	MsgReadTime *Seconds `json:"MsgReadTime,omitempty"` // everything up to then is read; absent: everything
}

// Validate checks the form.
func (r *AdminSetMsgReadRequest) Validate() error {
	switch {
	case r.Report == "":
		return ErrNoSender.With("Report_Account")
	case r.Peer == "":
		return ErrNoReceiver.With("Peer_Account")
	}
	return nil
}
