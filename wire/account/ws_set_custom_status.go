package account

import "github.com/teahouse-chat/teahouse/wire"

// WsSetCustomStatus sets the caller's custom status. It is shown while he is
// online, and goes when his last instance logs out or is kicked; a connection
// that is cut keeps it.
var WsSetCustomStatus = wire.DefineClient[WsSetCustomStatusRequest, wire.Empty]("im_open_status.ws_set_custom_status")

// MaxCustomStatus is the most bytes of a custom status.
const MaxCustomStatus = 100

// WsSetCustomStatusRequest has the text; an empty one takes the status away.
type WsSetCustomStatusRequest struct {
	CustomStatus string `json:"CustomStatus"`
}

// Validate checks the length.
func (r *WsSetCustomStatusRequest) Validate() error {
	if len(r.CustomStatus) > MaxCustomStatus {
		return wire.ErrAccountParam.With("a custom status has at most %d bytes", MaxCustomStatus)
	}
	return nil
}
