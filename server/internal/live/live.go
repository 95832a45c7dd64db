// Package live owns the commands that exist for live groups alone, and brings the
// sessions of instances that were cut back into the live rooms where they were.
package live

import (
	"context"
	"errors"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/deliver"
	"github.com/teahouse-chat/teahouse/server/internal/event"
	"github.com/teahouse-chat/teahouse/server/internal/group"
	"github.com/teahouse-chat/teahouse/server/internal/room"
	wire "github.com/teahouse-chat/teahouse/wire/group"
)

// Service is the room of live groups.
type Service struct {
	groups  *group.Service
	gates   room.Gates // of broadcasts
	repeats repeats    // of broadcasts
}

// New returns the service and subscribes it to sessions.
func New(groups *group.Service) *Service {
	s := &Service{groups: groups}
	event.On(groups.Events, s.reenter)
	return s
}

// Register adds the commands.
func (s *Service) Register(r *api.Registry) {
	api.Handle(r, wire.GetMembers, api.Admin|api.User, s.getMembers)
	api.Handle(r, wire.GetOnlineMemberNum, api.Admin|api.User, s.getOnlineMemberNum)
	api.Handle(r, wire.GetMsg, api.User|api.Guest, s.getMsg, api.HeldBack())
	api.Handle(r, wire.GetHugeGroupMsg, api.User, s.getHugeGroupMsg)
	api.Handle(r, wire.CheckMembers, api.Admin, s.checkMembers)
	api.Handle(r, wire.ModifyUserInfo, api.Admin|api.User, s.modifyUserInfo)
	api.Handle(r, wire.ModifyAdmin, api.Admin, s.modifyAdmin)
	api.Handle(r, wire.GetAdminList, api.Admin, s.getAdminList)
	api.Handle(r, wire.AddRobots, api.Admin, s.addRobots)
	api.Handle(r, wire.DelRobots, api.Admin, s.delRobots)
	api.Handle(r, wire.SendBroadcastMsg, api.Admin, s.sendBroadcastMsg)
}

// stand is Stand for live groups.
func (s *Service) stand(ctx context.Context, c *api.Caller, groupID string) (group.Standing, error) {
	st, err := s.groups.Stand(ctx, c, groupID, "")
	if err == nil && !st.Group.Rules().Live {
		err = wire.ErrNotPermitted.With("this is no live group")
	}
	return st, err
}

// standWide is stand for what goes with the wide list of members: marks, admins and
// robots.
func (s *Service) standWide(ctx context.Context, c *api.Caller, groupID string) (group.Standing, error) {
	st, err := s.stand(ctx, c, groupID)
	if err == nil && !c.App.Settings.LiveMembers {
		err = wire.ErrNotPermitted.With("switched off by the setting live_members")
	}
	return st, err
}

// reenter puts the session of an instance that is back into its live rooms: a
// client that takes pushes does not join again by itself, also after a restart of
// the server. Nobody is told, as it was never away.
func (s *Service) reenter(ctx context.Context, e event.SessionOpened) {
	session, ok := e.Session.(*deliver.Session)
	if !ok || !e.Resumed {
		return
	}
	rooms, err := s.groups.Accounts.Rooms(ctx, e.Account, e.Instance)
	if err != nil {
		s.groups.Log.Error("live rooms of an instance", "account", e.Account.Name, "error", err)
		return
	}
	for _, room := range rooms {
		err := s.groups.Reenter(ctx, e.Account, e.Instance, session, room)
		if err != nil && !errors.Is(err, wire.ErrNoSuchGroup) {
			s.groups.Log.Error("re-enter live room", "room", room, "account", e.Account.Name, "error", err)
		}
	}
}
