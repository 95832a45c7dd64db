package msgext

import "github.com/teahouse-chat/teahouse/wire"

// SetKeyValues changes the extensions of a one-to-one message. Clients change a pair
// only if they know its version; what an App admin says counts in any case.
var SetKeyValues = wire.Define[SetKeyValuesRequest, Changed]("openim_msg_ext_http_svc.set_key_values")

// SetKeyValuesRequest names the message and what changes: at most MaxPairs pairs.
type SetKeyValuesRequest struct {
	Msg
	Change
}

// Validate checks the form.
func (r *SetKeyValuesRequest) Validate() error { return first(r.Msg.check(), r.Change.check()) }
