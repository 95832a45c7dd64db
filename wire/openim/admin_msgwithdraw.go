package openim

import "github.com/teahouse-chat/teahouse/wire"

// AdminMsgWithdraw recalls a message of any age.
var AdminMsgWithdraw = wire.Define[AdminMsgWithdrawRequest, wire.Empty]("openim.admin_msgwithdraw")

// AdminMsgWithdrawRequest names the message.
type AdminMsgWithdrawRequest struct {
	From   string `json:"From_Account"` // sender of the message
	To     string `json:"To_Account"`
	MsgKey string `json:"MsgKey"`
}

// Validate checks the form.
func (r *AdminMsgWithdrawRequest) Validate() error {
	switch {
	case r.From == "":
		return ErrNoSender
	case r.To == "":
		return ErrNoReceiver
	}
	_, err := ParseKey(r.MsgKey)
	return err
}
