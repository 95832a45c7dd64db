package community

import (
	"context"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/permit"
	"github.com/teahouse-chat/teahouse/server/internal/store"
	wire "github.com/teahouse-chat/teahouse/wire/group"
)

func (s *Service) addTopicPermissionGroup(ctx context.Context, c *api.Caller, req *wire.TopicPermissionRequest) (*wire.TopicPermissionResponse, error) {
	return s.permitTopics(ctx, c, req, nil)
}

// permitTopics gives a permission group bits in topics, where mayGive has nothing
// against it.
func (s *Service) permitTopics(ctx context.Context, c *api.Caller, req *wire.TopicPermissionRequest, mayGive func(tx *store.Tx, p *permit.Group, topic uint64) error) (*wire.TopicPermissionResponse, error) {
	st, err := s.standPermits(ctx, c, req.GroupID)
	if err != nil {
		return nil, err
	}
	names := make([]string, len(req.Topics))
	for i, t := range req.Topics {
		names[i] = t.TopicID
	}
	return s.changeTopics(ctx, c, st, req.PermissionGroupID, names, func(tx *store.Tx, p *permit.Group, i int, topic uint64) error {
		if mayGive != nil {
			if err := mayGive(tx, p, topic); err != nil {
				return err
			}
		}
		return permit.SetTopic(tx, p, topic, req.Topics[i].Permission)
	})
}
