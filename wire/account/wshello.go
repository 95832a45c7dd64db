package account

import "github.com/teahouse-chat/teahouse/wire"

// Wshello says every HelloInterval seconds that the client is still there. An
// instance that was kicked is told so with ErrKicked.
var Wshello = wire.DefineClient[WshelloRequest, Kicked]("im_open_status.wshello")

// WshelloRequest says on what kind of platform the client runs.
type WshelloRequest struct {
	UniApp int `json:"is_web_uniapp,omitempty"`
}
