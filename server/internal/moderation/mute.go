package moderation

import (
	"context"
	"time"

	"github.com/teahouse-chat/teahouse/server/internal/id"
	"github.com/teahouse-chat/teahouse/wire/group"
	"github.com/teahouse-chat/teahouse/wire/moderation"
	"github.com/teahouse-chat/teahouse/wire/openim"
)

// mute is until which second an account may not speak; 0: it may.
type mute struct{ c2c, group int64 }

// never is the end of a mute for ever.
const never = 1 << 62

// MaySpeak tells whether an account may send one-to-one messages, or with inGroup group
// messages. Errors: openim.ErrMuted, group.ErrMuted.
func (s *Service) MaySpeak(ctx context.Context, a id.Account, inGroup bool) error {
	if s == nil {
		return nil
	}
	now, err := s.of(ctx, a.App)
	if err != nil {
		return err
	}
	m := now.mutes[a.ID]
	switch second := time.Now().Unix(); {
	case inGroup && m.group > second:
		return group.ErrMuted.With("in all groups")
	case !inGroup && m.c2c > second:
		return openim.ErrMuted
	}
	return nil
}

// ends returns when a mute of some seconds ends.
func ends(seconds uint32, now time.Time) int64 {
	switch seconds {
	case 0:
		return 0
	case moderation.Forever:
		return never
	}
	return now.Unix() + int64(seconds)
}

// rest returns how many seconds of a mute are left.
func rest(until int64, now time.Time) uint32 {
	switch left := until - now.Unix(); {
	case until == never:
		return moderation.Forever
	case left > 0:
		return uint32(min(left, moderation.Forever-1))
	}
	return 0
}
