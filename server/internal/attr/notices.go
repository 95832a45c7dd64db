package attr

import (
	"context"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/group"
	wire "github.com/teahouse-chat/teahouse/wire/group"
)

// Clients put tells of changes in order by the numbers in them, so they may be
// shown in any.

// tellAttrs shows members what changed, but for the client that did it.
func (s *Service) tellAttrs(ctx context.Context, c *api.Caller, st group.Standing, ch change, seq uint64) {
	option := &wire.GroupAttrOption{AttrMainSeq: seq, OpType: ch.op, WithValues: 1,
		ChangedKeys: []string{}, Info: []wire.ChangedAttr{}}
	for _, a := range ch.put {
		option.ChangedKeys = append(option.ChangedKeys, a.Key)
		option.Info = append(option.Info, wire.ChangedAttr{Key: a.Key, Value: a.Value, Seq: seq})
	}
	if ch.op == wire.AttrDeleted || ch.op == wire.AttrClear {
		for _, key := range ch.drop {
			option.ChangedKeys = append(option.ChangedKeys, key)
			option.Info = append(option.Info, wire.ChangedAttr{Key: key, Seq: seq})
		}
	}
	tip := s.groups.NewTip(ctx, wire.TipProfile, st.Actor)
	tip.NewInfo = &wire.NewInfo{Attributes: option}
	s.groups.ShowChange(ctx, st.Group, c.Instance, tip)
}

// tellCounters shows all members what changed.
func (s *Service) tellCounters(ctx context.Context, st group.Standing, info wire.CounterInfo) {
	tip := s.groups.NewTip(ctx, wire.TipProfile, st.Actor)
	tip.Counters = []wire.CounterInfo{info}
	s.groups.ShowChange(ctx, st.Group, 0, tip)
}
