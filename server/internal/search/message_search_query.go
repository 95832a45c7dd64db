package search

import (
	"context"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/wire/search"
)

func (s *Service) messageQuery(context.Context, *api.Caller, *search.MessageQueryRequest) (*search.MessageQueryResponse, error) {
	return nil, errOff
}
