package attr

import (
	"context"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/group"
	"github.com/teahouse-chat/teahouse/server/internal/store"
	wire "github.com/teahouse-chat/teahouse/wire/group"
)

// count changes the counters of a group: f does it and returns those that changed.
// All members are told, also the client that did it: it shows what it is told. The
// number of the change is for clients alone, and so 0 for an App admin.
func (s *Service) count(ctx context.Context, c *api.Caller, groupID string, kind int,
	f func(tx *store.Tx, grp uint64) ([]wire.Counter, error)) (seq uint64, err error) {
	st, err := s.standToCount(ctx, c, groupID)
	if err != nil {
		return 0, err
	}
	var changed []wire.Counter
	err = s.groups.DB.Update(ctx, func(tx *store.Tx) error {
		g, err := group.Lock(tx, st.Group.ID)
		if err != nil {
			return err
		}
		n, err := getSeqs(tx, g.ID)
		if err != nil {
			return err
		}
		done, err := f(tx, g.ID)
		if err != nil {
			return err
		}
		if len(done) > 0 {
			n.counters++
			if err := putSeqs(tx, g.ID, n); err != nil {
				return err
			}
		}
		changed, seq = done, n.counters
		return nil
	})
	if err != nil {
		return 0, err
	}
	if len(changed) > 0 {
		s.tellCounters(ctx, st, wire.CounterInfo{Type: kind, Seq: seq, Values: changed})
	}
	if c.Admin {
		return 0, nil
	}
	return seq, nil
}

// standToCount is stand for groups whose type has counters.
func (s *Service) standToCount(ctx context.Context, c *api.Caller, groupID string) (group.Standing, error) {
	st, err := s.stand(ctx, c, groupID)
	if err == nil && !st.Group.Rules().Counters {
		err = wire.ErrNotPermitted.With("groups of this type have no counters")
	}
	return st, err
}
