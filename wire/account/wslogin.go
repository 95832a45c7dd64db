package account

import "github.com/teahouse-chat/teahouse/wire"

// Wslogin logs a client in: the first time by identifier and UserSig in the
// frame's head, after a reconnect by the A2Key alone. An account that does not
// exist comes into being.
var Wslogin = wire.DefineClient[WsloginRequest, WsloginResponse]("im_open_status.wslogin")

// WsloginRequest says how the client comes online.
type WsloginRequest struct {
	State      string `json:"State,omitempty"`
	InstType   int    `json:"InstType,omitempty"`
	CustomInfo string `json:"CustomInfo,omitempty"`
	UniApp     int    `json:"is_web_uniapp,omitempty"`
}

// WsloginResponse is the session that the client got.
type WsloginResponse struct {
	TinyId        string `json:"TinyId"`
	A2Key         string `json:"A2Key"`
	InstId        uint64 `json:"InstId"`
	HelloInterval int    `json:"HelloInterval"` // seconds
	TimeStamp     int64  `json:"TimeStamp"`     // seconds
	CustomStatus  string `json:"CustomStatus"`  // base64
	PurchaseBits  string `json:"PurchaseBits"`
}
