package search

import (
	"context"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/wire/search"
)

func (s *Service) groupQuery(context.Context, *api.Caller, *search.GroupQueryRequest) (*search.GroupQueryResponse, error) {
	return nil, errOff
}
