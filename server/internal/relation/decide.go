package relation

import (
	"github.com/teahouse-chat/teahouse/wire"
	"github.com/teahouse-chat/teahouse/wire/profile"
	"github.com/teahouse-chat/teahouse/wire/sns"
)

// asking is all that decides whether a user may add another.
type asking struct {
	self            bool
	forbidden       bool // by an administrator
	blocks, blocked bool // the user the target, the target the user
	has, had        bool // the user the target as a friend, the target the user
	full, peerFull  bool
	listsFull       bool // no room for the wanted friend group
	both            bool // both lists are to change
	forced          bool
	applied         bool // the target asked first
	allow           string
	pendingFull     bool
}

// decide returns nil if the target is added at once, sns.ErrNeedsConfirm if it
// gets an application, or why neither happens.
func decide(a asking) *wire.Error {
	switch {
	case a.self:
		return sns.ErrSelf
	case a.forbidden && !a.forced:
		return sns.ErrForbidden
	case a.blocks:
		return sns.ErrBlocksPeer
	case a.blocked:
		return sns.ErrBlockedByPeer
	case a.has && (a.had || !a.both):
		return sns.ErrAlreadyFriend
	case a.full && !a.has:
		return sns.ErrTooManyFriends
	case a.both && a.peerFull && !a.had:
		return sns.ErrPeerTooMany
	case a.listsFull:
		return sns.ErrTooManyGroups
	case a.forced || a.had || a.applied || a.allow == profile.AllowAny:
		return nil
	case a.allow == profile.DenyAny:
		return sns.ErrDeniesFriends
	case a.pendingFull:
		return sns.ErrTooManyPending
	}
	return sns.ErrNeedsConfirm
}
