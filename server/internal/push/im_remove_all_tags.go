package push

import (
	"context"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/id"
	"github.com/teahouse-chat/teahouse/server/internal/store"
	"github.com/teahouse-chat/teahouse/wire/push"
)

func (s *Service) imRemoveAllTags(ctx context.Context, c *api.Caller, req *push.UsersRequest) (*push.ListResponse, error) {
	users := make([]push.UserTags, len(req.To))
	for i, name := range req.To {
		users[i].To = name
	}
	return s.eachTagged(ctx, c, users, func(tx *store.Tx, a id.Account, _ []string) error { return deleteAllTags(tx, a) })
}
