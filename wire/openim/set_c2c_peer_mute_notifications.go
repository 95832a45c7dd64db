package openim

import "github.com/teahouse-chat/teahouse/wire"

// SetC2CPeerMuteNotifications sets how the caller wants to get messages of peers.
var SetC2CPeerMuteNotifications = wire.DefineClient[SetC2CPeerMuteNotificationsRequest, SetC2CPeerMuteNotificationsResponse]("openim.set_c2c_peer_mute_notifications")

// How messages of a peer are received.
const (
	ReceiveAndNotify = 0
	NotReceive       = 1 // not while online; they are in the history
	ReceiveNotNotify = 2
	NotifyOnlyForAt  = 3
	maxReceiveOption = 4
)

// SetC2CPeerMuteNotificationsRequest names at most MaxPeers peers.
type SetC2CPeerMuteNotificationsRequest struct {
	Peers  []string `json:"Peer_Account"`
	Option int      `json:"Mute_Notifications"`
}

// Validate checks the form.
func (r *SetC2CPeerMuteNotificationsRequest) Validate() error {
	switch {
	case len(r.Peers) == 0:
		return ErrParameter.With("Peer_Account is empty")
	case len(r.Peers) > MaxPeers:
		return ErrTooMany
	case r.Option < 0 || r.Option > maxReceiveOption:
		return ErrParameter.With("Mute_Notifications %d", r.Option)
	}
	return nil
}

// SetC2CPeerMuteNotificationsResponse lists the peers that failed.
type SetC2CPeerMuteNotificationsResponse struct {
	ErrorList []SendError `json:"ErrorList"`
}
