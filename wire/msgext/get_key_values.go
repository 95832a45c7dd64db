package msgext

import "github.com/teahouse-chat/teahouse/wire"

// GetKeyValues lists the extensions of a one-to-one message.
var GetKeyValues = wire.Define[GetKeyValuesRequest, Pairs]("openim_msg_ext_http_svc.get_key_values")

// GetKeyValuesRequest names the message; only pairs with a Seq of at least
// StartSeq are wanted.
type GetKeyValuesRequest struct {
	Msg
	StartSeq uint64 `json:"StartSeq,omitempty"`
}

// Validate checks the form.
func (r *GetKeyValuesRequest) Validate() error { return r.Msg.check() }
