package community

import (
	"context"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/permit"
	"github.com/teahouse-chat/teahouse/server/internal/store"
	wire "github.com/teahouse-chat/teahouse/wire/group"
)

func (s *Service) deleteTopicPermissionGroup(ctx context.Context, c *api.Caller, req *wire.DeleteTopicPermissionGroupRequest) (*wire.TopicPermissionResponse, error) {
	st, err := s.standPermits(ctx, c, req.GroupID)
	if err != nil {
		return nil, err
	}
	return s.changeTopics(ctx, c, st, req.PermissionGroupID, req.TopicIDList, func(tx *store.Tx, p *permit.Group, _ int, topic uint64) error {
		return permit.DropTopic(tx, p, topic)
	})
}
