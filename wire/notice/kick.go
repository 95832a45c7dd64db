package notice

import "github.com/teahouse-chat/teahouse/wire/account"

// ForceOffline is the servcmd of the push that tells an instance it was kicked.
const ForceOffline = "im_open_status.stat_forceoffline"

// Kickout is the body of a ForceOffline push.
type Kickout struct {
	EventArray []KickoutEvent `json:"EventArray"`
}

// KickoutEvent is its one event.
type KickoutEvent struct {
	Event             int           `json:"Event"`
	C2cNotifyMsgArray []KickoutItem `json:"C2cNotifyMsgArray"`
}

// KickoutItem says how the instance was kicked.
type KickoutItem struct {
	KickoutMsgNotify account.Kicked `json:"KickoutMsgNotify"`
}

// NewKickout returns the push's body.
func NewKickout(k account.Kicked) Kickout {
	return Kickout{[]KickoutEvent{{Event: 10, C2cNotifyMsgArray: []KickoutItem{{k}}}}}
}
