package robot

import (
	"context"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/store"
	"github.com/teahouse-chat/teahouse/wire"
	"github.com/teahouse-chat/teahouse/wire/robot"
)

func (s *Service) getAllRobots(ctx context.Context, c *api.Caller, _ *wire.Empty) (*robot.GetAllRobotsResponse, error) {
	resp := &robot.GetAllRobotsResponse{}
	return resp, s.db.View(ctx, func(tx *store.Tx) error {
		all, err := robotsOf(tx, c.App.ID)
		resp.Robots = append([]string{}, all...)
		return err
	})
}
