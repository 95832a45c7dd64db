package relation

import (
	"testing"

	"github.com/teahouse-chat/teahouse/wire"
	"github.com/teahouse-chat/teahouse/wire/profile"
	"github.com/teahouse-chat/teahouse/wire/sns"
)

func TestDecide(t *testing.T) {
	for _, row := range []struct {
		name string
		a    asking
		want *wire.Error
	}{
		{"takes anybody", asking{both: true, allow: profile.AllowAny}, nil},
		{"wants to confirm", asking{both: true, allow: profile.NeedConfirm}, sns.ErrNeedsConfirm},
		{"takes nobody", asking{both: true, allow: profile.DenyAny}, sns.ErrDeniesFriends},
		{"forced", asking{both: true, allow: profile.DenyAny, forced: true}, nil},
		{"oneself", asking{self: true, allow: profile.AllowAny, forced: true}, sns.ErrSelf},
		{"forbidden", asking{forbidden: true, allow: profile.AllowAny}, sns.ErrForbidden},
		{"forbidden but forced", asking{forbidden: true, forced: true}, nil},
		{"blocks", asking{blocks: true, blocked: true, forced: true}, sns.ErrBlocksPeer},
		{"blocked", asking{blocked: true, allow: profile.AllowAny, forced: true}, sns.ErrBlockedByPeer},
		{"has him, one-way", asking{has: true, allow: profile.AllowAny}, sns.ErrAlreadyFriend},
		{"both have", asking{has: true, had: true, both: true, forced: true}, sns.ErrAlreadyFriend},
		{"has him, two-way", asking{has: true, both: true, full: true, allow: profile.AllowAny}, nil},
		{"has him, two-way, to confirm", asking{has: true, both: true, allow: profile.NeedConfirm}, sns.ErrNeedsConfirm},
		{"is had", asking{had: true, both: true, peerFull: true, allow: profile.DenyAny}, nil},
		{"was asked", asking{applied: true, both: true, allow: profile.NeedConfirm}, nil},
		{"full", asking{full: true, allow: profile.AllowAny}, sns.ErrTooManyFriends},
		{"the other is full", asking{both: true, peerFull: true, forced: true}, sns.ErrPeerTooMany},
		{"the other is full, one-way", asking{peerFull: true, allow: profile.AllowAny}, nil},
		{"too many groups", asking{listsFull: true, allow: profile.AllowAny}, sns.ErrTooManyGroups},
		{"too many applications", asking{allow: profile.NeedConfirm, pendingFull: true}, sns.ErrTooManyPending},
	} {
		if got := decide(row.a); got != row.want {
			t.Errorf("%s: %v, want %v", row.name, got, row.want)
		}
	}
}
