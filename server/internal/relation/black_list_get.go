package relation

import (
	"context"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/wire/sns"
)

func (s *Service) blackListGet(context.Context, *api.Caller, *sns.PageRequest) (*sns.BlackListGetResponse, error) {
	return &sns.BlackListGetResponse{BlackListItem: []sns.BlackListItem{}}, nil
}
