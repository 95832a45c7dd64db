package account

import (
	"context"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/wire"
)

func (s *Service) alive(context.Context, *api.Caller, *wire.Empty) (*wire.Empty, error) {
	return &wire.Empty{}, nil
}
