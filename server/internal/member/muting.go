package member

import (
	"time"

	"github.com/teahouse-chat/teahouse/server/internal/group"
	"github.com/teahouse-chat/teahouse/server/internal/id"
	"github.com/teahouse-chat/teahouse/server/internal/roster"
	"github.com/teahouse-chat/teahouse/server/internal/store"
	"github.com/teahouse-chat/teahouse/server/internal/topic"
	wire "github.com/teahouse-chat/teahouse/wire/group"
)

// muting keeps accounts from speaking for some seconds, or ends that.
type muting struct {
	st      group.Standing
	tips    group.Tips
	seconds uint32
	now     time.Time
	tip     wire.Tip // with the operator
	people  map[uint64]wire.Person
}

// apply mutes accounts. They are told in any case, the group if its type or a
// setting says so.
func (mu *muting) apply(tx *store.Tx, g *group.Group, accounts []id.Account, after *group.Aftermath) error {
	tip := mu.tip
	tip.OpType = wire.TipMemberMute
	tip = group.Concerning(tip, accounts, mu.people)
	for _, a := range accounts {
		if err := mute(tx, g, a, muteUntil(mu.seconds, mu.now)); err != nil {
			return err
		}
		tip.MemberInfo = append(tip.MemberInfo, wire.MemberInfo{Account: a.Name, ShutupTime: mu.seconds})
	}
	if mu.tips.Mutes != group.Untold {
		after.Say(mu.tips.Mutes, mu.st.From(), tip)
		return nil
	}
	for _, a := range accounts {
		after.SayTo(a, tip)
	}
	return nil
}

// mute keeps an account from speaking in the group, or in the topic that is meant.
func mute(tx *store.Tx, g *group.Group, a id.Account, until int64) error {
	if g.Topic == nil {
		_, err := roster.Mute(tx, g.ID, a.ID, until)
		return err
	}
	_, _, err := topic.Change(tx, g.Topic, a.ID, func(s *topic.Setting) { s.MutedUntil = until })
	return err
}

// muteUntil is the end of a mute in seconds, 0 for none.
func muteUntil(seconds uint32, now time.Time) int64 {
	if seconds == 0 {
		return 0
	}
	return now.Unix() + int64(seconds)
}
