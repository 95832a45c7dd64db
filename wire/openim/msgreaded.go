package openim

import "github.com/teahouse-chat/teahouse/wire"

// MsgReaded reports that the caller has read the messages of peers.
var MsgReaded = wire.DefineClient[MsgReadedRequest, wire.Empty]("openim.msgreaded")

// MsgReadedRequest wraps the report.
type MsgReadedRequest struct {
	Report MsgReadedReport `json:"C2CMsgReaded"`
}

// MsgReadedReport lists at most MaxPeers conversations.
type MsgReadedReport struct {
	Cookie string          `json:"Cookie"`
	Items  []MsgReadedItem `json:"C2CMsgReadedItem"`
}

// MsgReadedItem says that all messages of a peer up to a time are read.
type MsgReadedItem struct {
	To            string `json:"To_Account"`
	LastedMsgTime uint32 `json:"LastedMsgTime"` // seconds
	Receipt       int    `json:"Receipt"`       // 1: the peer is told
}

// Validate checks the form.
func (r *MsgReadedRequest) Validate() error {
	if len(r.Report.Items) > MaxPeers {
		return ErrTooMany
	}
	return nil
}
