package community

import (
	"context"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/permit"
	"github.com/teahouse-chat/teahouse/server/internal/store"
	wire "github.com/teahouse-chat/teahouse/wire/group"
)

// setTopicPermissionGroup changes bits in topics that were added before.
func (s *Service) setTopicPermissionGroup(ctx context.Context, c *api.Caller, req *wire.TopicPermissionRequest) (*wire.TopicPermissionResponse, error) {
	return s.permitTopics(ctx, c, req, func(tx *store.Tx, p *permit.Group, topic uint64) error {
		has, err := permit.HasTopic(tx, p.ID, topic)
		if err == nil && !has {
			err = wire.ErrBadParameter.With("the permission group has nothing in this topic")
		}
		return err
	})
}
