package media

import (
	"context"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/wire"
	"github.com/teahouse-chat/teahouse/wire/cos"
)

func (s *Service) allowBannedObject(ctx context.Context, c *api.Caller, req *cos.ObjectRequest) (*wire.Empty, error) {
	return &wire.Empty{}, s.ban(ctx, c, req.RawURL, false)
}
