package push

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/timeline"
	"github.com/teahouse-chat/teahouse/wire/push"
)

func (s *Service) batch(ctx context.Context, c *api.Caller, req *push.BatchRequest) (*push.BatchResponse, error) {
	from, err := s.sender(ctx, c, req.From)
	if err != nil {
		return nil, err
	}
	slices.Sort(req.To)
	found, missing, err := s.users(ctx, c, slices.Compact(req.To))
	if err != nil {
		return nil, err
	}
	answer := &push.BatchResponse{ErrorList: missing}
	if len(found) == 0 {
		return answer, push.ErrNoAccount
	}
	now := time.Now()
	task, first := s.batches.begin(c.App.ID, uint32(*req.MsgRandom), now)
	if answer.TaskId = task; !first {
		return answer, nil
	}
	p, err := newPush(from, &push.ImPushRequest{MsgRandom: req.MsgRandom, MsgBody: req.MsgBody, OfflinePushInfo: req.OfflinePushInfo, DataId: req.DataId}, now)
	if err != nil {
		return nil, err
	}
	for _, to := range found {
		m := p.message(to)
		m.Flags |= timeline.FlagNoUnread
		s.Show(ctx, &m)
	}
	return answer, nil
}

// batches remembers those of the last second.
type batches struct {
	mu  sync.Mutex
	all map[batchKey]started
}

type batchKey struct{ app, random uint32 }

type started struct {
	task string
	at   time.Time
}

// sameBatch is how long the same MsgRandom names the same batch.
const sameBatch = time.Second

// begin names a batch, and tells whether it is not a repeat.
func (s *batches) begin(app, random uint32, now time.Time) (task string, first bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for k, b := range s.all {
		if now.Sub(b.at) >= sameBatch {
			delete(s.all, k)
		}
	}
	k := batchKey{app, random}
	if b, there := s.all[k]; there {
		return b.task, false
	}
	if s.all == nil {
		s.all = map[batchKey]started{}
	}
	s.all[k] = started{fmt.Sprintf("batch_%d_%d_%d", app, random, now.Unix()), now}
	return s.all[k].task, true
}
