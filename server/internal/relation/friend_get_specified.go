package relation

import (
	"context"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/wire/sns"
)

func (s *Service) friendGetSpecified(ctx context.Context, c *api.Caller, req *sns.FriendGetSpecifiedRequest) (*sns.FriendListResponse, error) {
	return s.friendInfo(ctx, c, &req.AccountsRequest, "FriendGetSpecified", func(string) bool { return true })
}
