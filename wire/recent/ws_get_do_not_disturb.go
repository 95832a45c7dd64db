package recent

import "github.com/teahouse-chat/teahouse/wire"

// WsGetDoNotDisturb reads the caller's global receive option.
var WsGetDoNotDisturb = wire.DefineClient[WsGetDoNotDisturbRequest, DoNotDisturb]("im_msg_db_logic.ws_get_do_not_disturb")

// WsGetDoNotDisturbRequest names the caller.
type WsGetDoNotDisturbRequest struct {
	To string `json:"To_Account"`
}
