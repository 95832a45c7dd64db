package live

import (
	"context"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	base "github.com/teahouse-chat/teahouse/wire"
	wire "github.com/teahouse-chat/teahouse/wire/group"
)

func (s *Service) delRobots(ctx context.Context, c *api.Caller, req *wire.RobotsRequest) (*base.Empty, error) {
	return s.robots(ctx, c, req, false)
}
