package official

import (
	"context"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/store"
	wire "github.com/teahouse-chat/teahouse/wire/official"
)

func (s *Service) deleteSubscriber(ctx context.Context, c *api.Caller, req *wire.DeleteSubscriberRequest) (*wire.SubscribersResponse, error) {
	named, err := s.readers(ctx, c, req.Subscribers)
	if err != nil {
		return nil, err
	}
	return s.subscribers(ctx, c, req.Official, named, func(tx *store.Tx, o *official, accounts []uint64) ([]int64, []told, error) {
		changed, err := unsubscribe(tx, o.key, accounts)
		if err != nil {
			return nil, nil, err
		}
		var less int64
		for _, n := range changed {
			less += n
		}
		return changed, []told{s.toldUnsubscribed}, addCount(tx, o.key, -less)
	})
}
