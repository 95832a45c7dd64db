package relation

import (
	"context"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/wire/sns"
)

func (s *Service) pendencyGet(context.Context, *api.Caller, *sns.PendencyGetRequest) (*sns.PendencyGetResponse, error) {
	return &sns.PendencyGetResponse{PendencyItem: []sns.Pendency{}}, nil
}
