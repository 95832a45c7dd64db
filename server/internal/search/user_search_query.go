package search

import (
	"context"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/wire/search"
)

func (s *Service) userQuery(context.Context, *api.Caller, *search.UserQueryRequest) (*search.UserQueryResponse, error) {
	return nil, errOff
}
