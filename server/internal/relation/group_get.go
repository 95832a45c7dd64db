package relation

import (
	"context"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/wire/sns"
)

func (s *Service) groupGet(context.Context, *api.Caller, *sns.GroupGetRequest) (*sns.GroupGetResponse, error) {
	return &sns.GroupGetResponse{ResultItem: []sns.FriendGroup{}}, nil
}
