package operate

import (
	"context"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/wire"
	"github.com/teahouse-chat/teahouse/wire/operate"
)

func (s *Service) getIPList(ctx context.Context, _ *api.Caller, _ *wire.Empty) (*operate.GetIPListResponse, error) {
	all, err := s.Addresses(ctx)
	return &operate.GetIPListResponse{IPList: append([]string{}, all...)}, err
}
