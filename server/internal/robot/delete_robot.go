package robot

import (
	"context"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/store"
	"github.com/teahouse-chat/teahouse/wire"
	"github.com/teahouse-chat/teahouse/wire/robot"
)

func (s *Service) deleteRobot(ctx context.Context, c *api.Caller, req *robot.DeleteRobotRequest) (*wire.Empty, error) {
	return &wire.Empty{}, s.db.Update(ctx, func(tx *store.Tx) error { return deleteRobot(tx, c.App.ID, req.Robot) })
}
