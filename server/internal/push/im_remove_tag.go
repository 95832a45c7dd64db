package push

import (
	"context"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/id"
	"github.com/teahouse-chat/teahouse/server/internal/store"
	"github.com/teahouse-chat/teahouse/wire/push"
)

func (s *Service) imRemoveTag(ctx context.Context, c *api.Caller, req *push.ImRemoveTagRequest) (*push.ListResponse, error) {
	return s.eachTagged(ctx, c, req.UserTags, func(tx *store.Tx, a id.Account, tags []string) error {
		return deleteTags(tx, a, tags)
	})
}
