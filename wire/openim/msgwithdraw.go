package openim

import "github.com/teahouse-chat/teahouse/wire"

// MsgWithdraw recalls a message of the caller, within the application's
// recall_seconds.
var MsgWithdraw = wire.DefineClient[MsgWithdrawRequest, wire.Empty]("openim.msgwithdraw")

// MsgWithdrawRequest names the message.
type MsgWithdrawRequest struct {
	Msg WithdrawInfo `json:"MsgInfo"`
}

// WithdrawInfo names a message to recall.
type WithdrawInfo struct {
	From         string `json:"From_Account"`
	To           string `json:"To_Account"`
	MsgSeq       uint32 `json:"MsgSeq"`
	MsgRandom    uint32 `json:"MsgRandom"`
	MsgTimeStamp uint32 `json:"MsgTimeStamp"` // seconds
}

// Validate checks the form.
func (r *MsgWithdrawRequest) Validate() error {
	if r.Msg.To == "" {
		return ErrNoReceiver
	}
	return nil
}
