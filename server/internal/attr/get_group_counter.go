package attr

import (
	"context"
	"slices"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/store"
	wire "github.com/teahouse-chat/teahouse/wire/group"
)

func (s *Service) getGroupCounter(ctx context.Context, c *api.Caller, req *wire.GetGroupCounterRequest) (*wire.GetGroupCounterResponse, error) {
	st, err := s.standToCount(ctx, c, req.GroupID)
	if err != nil {
		return nil, err
	}
	var n seqs
	var all []wire.Counter
	err = s.groups.DB.View(ctx, func(tx *store.Tx) (err error) {
		if n, err = getSeqs(tx, st.Group.ID); err != nil {
			return err
		}
		all, err = counters(tx, st.Group.ID)
		return err
	})
	if err != nil {
		return nil, err
	}
	resp := &wire.GetGroupCounterResponse{GroupCounter: append([]wire.Counter{}, asked(all, req.GroupCounterKeys)...)}
	if !c.Admin {
		resp.GroupCounterSeq = n.counters
	}
	return resp, nil
}

// asked are the counters with one of the keys; no keys are all.
func asked(all []wire.Counter, keys []string) []wire.Counter {
	if len(keys) == 0 {
		return all
	}
	return slices.DeleteFunc(all, func(c wire.Counter) bool { return !slices.Contains(keys, c.Key) })
}
