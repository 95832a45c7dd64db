package relation

import (
	"context"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/wire/sns"
)

func (s *Service) friendGet(context.Context, *api.Caller, *sns.FriendGetRequest) (*sns.FriendGetResponse, error) {
	return &sns.FriendGetResponse{UserDataItem: []sns.Friend{}, CompleteFlag: 1}, nil
}
