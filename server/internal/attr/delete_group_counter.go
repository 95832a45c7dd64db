package attr

import (
	"context"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/store"
	base "github.com/teahouse-chat/teahouse/wire"
	wire "github.com/teahouse-chat/teahouse/wire/group"
)

func (s *Service) deleteGroupCounter(ctx context.Context, c *api.Caller, req *wire.DeleteGroupCounterRequest) (*base.Empty, error) {
	_, err := s.count(ctx, c, req.GroupID, wire.CountersDeleted, func(tx *store.Tx, grp uint64) ([]wire.Counter, error) {
		now, err := counters(tx, grp)
		if err != nil {
			return nil, err
		}
		gone := asked(now, req.GroupCounterKeys)
		keys := make([]string, len(gone))
		for i, one := range gone {
			keys[i] = one.Key
		}
		return gone, deleteCounters(tx, grp, keys)
	})
	return &base.Empty{}, err
}
