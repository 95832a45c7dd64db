package openim

import "github.com/teahouse-chat/teahouse/wire"

// GetPeerReadTime asks until when peers have read the caller's messages.
var GetPeerReadTime = wire.DefineClient[GetPeerReadTimeRequest, GetPeerReadTimeResponse]("openim.get_peer_read_time")

// GetPeerReadTimeRequest lists the peers, at most MaxPeers.
type GetPeerReadTimeRequest struct {
	To []string `json:"To_Account"`
}

// Validate checks the form.
func (r *GetPeerReadTimeRequest) Validate() error {
	if len(r.To) > MaxPeers {
		return ErrTooMany
	}
	return nil
}

// GetPeerReadTimeResponse has a time in seconds per peer, in their order; 0:
// never, or no such account.
type GetPeerReadTimeResponse struct {
	ReadTime []uint32 `json:"ReadTime"`
}
