package attr

import (
	"context"
	"math"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/store"
	wire "github.com/teahouse-chat/teahouse/wire/group"
)

func (s *Service) updateGroupCounter(ctx context.Context, c *api.Caller, req *wire.UpdateGroupCounterRequest) (*wire.UpdateGroupCounterResponse, error) {
	var result []wire.Counter
	kind := wire.CountersChanged
	if req.Mode == wire.CounterSet || req.Mode == "" {
		kind = wire.CountersSet
	}
	seq, err := s.count(ctx, c, req.GroupID, kind, func(tx *store.Tx, grp uint64) ([]wire.Counter, error) {
		now, err := counters(tx, grp)
		if err != nil {
			return nil, err
		}
		put, err := counted(now, req)
		if err != nil {
			return nil, err
		}
		for _, one := range put {
			if err := putCounter(tx, grp, one); err != nil {
				return nil, err
			}
		}
		result = put
		return put, nil
	})
	if err != nil {
		return nil, err
	}
	return &wire.UpdateGroupCounterResponse{GroupCounter: result, GroupCounterSeq: seq}, nil
}

// counted returns what the counters of a request become.
func counted(now []wire.Counter, req *wire.UpdateGroupCounterRequest) ([]wire.Counter, error) {
	old := make(map[string]int64, len(now))
	for _, c := range now {
		old[c.Key] = c.Value
	}
	total := len(old)
	put := make([]wire.Counter, len(req.GroupCounter))
	for i, c := range req.GroupCounter {
		value, there := old[c.Key]
		if !there {
			total++
		}
		put[i] = wire.Counter{Key: c.Key, Value: c.Value}
		ok := true
		switch req.Mode {
		case wire.CounterIncrease:
			put[i].Value, ok = sum(value, c.Value)
		case wire.CounterDecrease:
			put[i].Value, ok = difference(value, c.Value)
		}
		if !ok {
			return nil, wire.ErrBadParameter.With("counter %q would not fit into 64 bits", c.Key)
		}
	}
	if total > wire.MaxCounters {
		return nil, wire.ErrCounters.With("at most %d", wire.MaxCounters)
	}
	return put, nil
}

func sum(a, b int64) (int64, bool) {
	return a + b, (b <= 0 || a <= math.MaxInt64-b) && (b >= 0 || a >= math.MinInt64-b)
}

func difference(a, b int64) (int64, bool) {
	return a - b, (b >= 0 || a <= math.MaxInt64+b) && (b <= 0 || a >= math.MinInt64+b)
}
