package operate

import "github.com/teahouse-chat/teahouse/wire"

// GetIPList returns the addresses that clients reach the server at, and that its
// webhooks come from: those that the host of its public URL has, or, without one, those
// that it listens on. They are of the node that was asked; a proxy in front of it is not
// known here.
var GetIPList = wire.Define[wire.Empty, GetIPListResponse]("ConfigSvc.GetIPList")

// GetIPListResponse has single addresses.
type GetIPListResponse struct {
	IPList []string `json:"IPList"`
}
