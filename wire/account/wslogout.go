package account

import "github.com/teahouse-chat/teahouse/wire"

// Wslogout ends the login of a client; its A2Key stops working. The socket stays
// open for another login.
var Wslogout = wire.DefineClient[WslogoutRequest, wire.Empty]("im_open_status.wslogout")

// WslogoutRequest says why: 0 the user's wish, 1 after a kick.
type WslogoutRequest struct {
	Type   int `json:"wslogout_type"`
	UniApp int `json:"is_web_uniapp,omitempty"`
}
