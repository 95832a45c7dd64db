package openim

import "github.com/teahouse-chat/teahouse/wire"

// ModifyC2CMsg replaces body or custom data of a stored message, whatever its
// version.
var ModifyC2CMsg = wire.Define[ModifyC2CMsgRequest, wire.Empty]("openim.modify_c2c_msg")

// ModifyC2CMsgClient does so for one of the two users, if the message still has
// the version that his client knows; else ErrVersion comes with the message as it
// now is.
var ModifyC2CMsgClient = wire.DefineClient[ModifyC2CMsgClientRequest, ModifyC2CMsgClientResponse]("openim.modify_c2c_msg")

// ModifyC2CMsgRequest names the message and what is new; what is absent stays.
type ModifyC2CMsgRequest struct {
	From            string  `json:"From_Account"` // sender of the message
	To              string  `json:"To_Account"`
	MsgKey          string  `json:"MsgKey"`
	MsgBody         Body    `json:"MsgBody,omitempty"`
	CloudCustomData *string `json:"CloudCustomData,omitempty"`
}

// Validate checks the form.
func (r *ModifyC2CMsgRequest) Validate() error {
	switch {
	case r.From == "":
		return ErrNoSender
	case r.To == "":
		return ErrNoReceiver
	case r.MsgBody == nil && r.CloudCustomData == nil:
		return ErrParameter.With("neither MsgBody nor CloudCustomData")
	}
	_, err := ParseKey(r.MsgKey)
	return err
}

// ModifyC2CMsgClientRequest names the message, the version that the client has,
// and what is new; what is absent stays.
type ModifyC2CMsgClientRequest struct {
	From            string  `json:"From_Account"` // sender of the message
	To              string  `json:"To_Account"`
	MsgSeq          uint32  `json:"MsgSeq"`
	MsgRandom       uint32  `json:"MsgRandom"`
	MsgTime         uint32  `json:"MsgTime"` // seconds
	MsgVersion      uint32  `json:"MsgVersion"`
	MsgBody         Body    `json:"MsgBody,omitempty"`
	CloudCustomData *string `json:"CloudCustomData,omitempty"`
}

// Validate checks the form.
func (r *ModifyC2CMsgClientRequest) Validate() error {
	switch {
	case r.From == "":
		return ErrNoSender
	case r.To == "":
		return ErrNoReceiver
	}
	return nil
}

// ModifyC2CMsgClientResponse is the message as it now is.
type ModifyC2CMsgClientResponse struct {
	MsgVersion      uint32         `json:"MsgVersion"`
	MsgBody         []wire.Element `json:"MsgBody"`
	CloudCustomData string         `json:"CloudCustomData"`
}
