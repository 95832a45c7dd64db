package robot

import (
	"context"
	"slices"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/profile"
	"github.com/teahouse-chat/teahouse/server/internal/store"
	"github.com/teahouse-chat/teahouse/wire"
	"github.com/teahouse-chat/teahouse/wire/robot"
)

// signature is the profile field that a robot is made with, besides nick and avatar.
const signature = "Tag_Profile_IM_SelfSignature"

func (s *Service) createRobot(ctx context.Context, c *api.Caller, req *robot.CreateRobotRequest) (*wire.Empty, error) {
	err := s.db.Update(ctx, func(tx *store.Tx) error {
		all, err := robotsOf(tx, c.App.ID)
		if err != nil || slices.Contains(all, req.UserID) {
			return err
		}
		if len(all) >= robot.MaxRobots {
			return robot.ErrNotAllowed.With("an application has at most %d robots", robot.MaxRobots)
		}
		return insertRobot(tx, c.App.ID, req.UserID)
	})
	if err != nil {
		return nil, err
	}
	a, err := s.accounts.Make(ctx, c.App.ID, req.UserID, req.Nick, req.FaceUrl)
	if err != nil {
		return nil, err
	}
	return &wire.Empty{}, s.db.Update(ctx, func(tx *store.Tx) error {
		return profile.SetTexts(tx, a, map[string]string{signature: req.SelfSignature})
	})
}
