package openim

import "github.com/teahouse-chat/teahouse/wire"

// GetC2CPeerMuteNotifications reads how the caller gets messages of peers.
var GetC2CPeerMuteNotifications = wire.DefineClient[GetC2CPeerMuteNotificationsRequest, GetC2CPeerMuteNotificationsResponse]("openim.get_c2c_peer_mute_notifications")

// GetC2CPeerMuteNotificationsRequest names at most MaxPeers peers.
type GetC2CPeerMuteNotificationsRequest struct {
	To    string   `json:"To_Account"` // the caller
	Peers []string `json:"Peer_Account"`
}

// Validate checks the form.
func (r *GetC2CPeerMuteNotificationsRequest) Validate() error {
	if len(r.Peers) > MaxPeers {
		return ErrTooMany
	}
	return nil
}

// GetC2CPeerMuteNotificationsResponse has an entry per peer that exists.
type GetC2CPeerMuteNotificationsResponse struct {
	List []PeerMuteNotifications `json:"MuteNotificationsList"`
}

// PeerMuteNotifications is how messages of a peer are received.
type PeerMuteNotifications struct {
	Peer   string `json:"Peer_Account"`
	Option int    `json:"MuteNotifications"`
}
