package media

import (
	"context"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/wire"
	"github.com/teahouse-chat/teahouse/wire/cossign"
)

func (s *Service) cos(_ context.Context, _ *api.Caller, _ *cossign.CosRequest) (*wire.Empty, error) {
	return nil, wire.ErrNoFeature.With("register tim-upload-plugin, which uploads to this server itself")
}
