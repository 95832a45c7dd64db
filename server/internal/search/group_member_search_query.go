package search

import (
	"context"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/wire/search"
)

func (s *Service) groupMemberQuery(context.Context, *api.Caller, *search.GroupMemberQueryRequest) (*search.GroupMemberQueryResponse, error) {
	return nil, errOff
}
