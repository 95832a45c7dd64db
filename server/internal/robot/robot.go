// Package robot owns robots: which accounts of an application they are.
package robot

import (
	"context"

	"github.com/teahouse-chat/teahouse/server/internal/account"
	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/id"
	"github.com/teahouse-chat/teahouse/server/internal/store"
	"github.com/teahouse-chat/teahouse/wire/robot"
)

// Service is the robot room.
type Service struct {
	db       *store.DB
	accounts *account.Service
}

// New returns the service.
func New(db *store.DB, accounts *account.Service) *Service {
	accounts.OnDelete(func(ctx context.Context, a id.Account) error {
		return db.Update(ctx, func(tx *store.Tx) error { return deleteRobot(tx, a.App, a.Name) })
	})
	return &Service{db: db, accounts: accounts}
}

// Register adds the commands.
func (s *Service) Register(r *api.Registry) {
	api.Handle(r, robot.CreateRobot, api.Admin, s.createRobot)
	api.Handle(r, robot.DeleteRobot, api.Admin, s.deleteRobot)
	api.Handle(r, robot.GetAllRobots, api.Admin, s.getAllRobots)
}

// Is tells whether an account is a valid robot.
func (s *Service) Is(ctx context.Context, a id.Account) (valid bool, err error) {
	err = s.db.View(ctx, func(tx *store.Tx) (err error) {
		valid, err = isRobot(tx, a.App, a.Name)
		return err
	})
	return valid, err
}
