// Package attr owns the attributes and the counters of groups: texts and numbers
// that belong to a group, that each of its members may change, and whose changes
// all members see. They end with the group.
package attr

import (
	"context"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/group"
	"github.com/teahouse-chat/teahouse/server/internal/room"
	"github.com/teahouse-chat/teahouse/server/internal/roster"
	"github.com/teahouse-chat/teahouse/server/internal/store"
	wire "github.com/teahouse-chat/teahouse/wire/group"
)

// Service is the room of attributes and counters.
type Service struct {
	groups *group.Service
	gates  room.Gates // of writes of attributes
}

// New returns the service.
func New(groups *group.Service) *Service {
	groups.OnDismissal(func(tx *store.Tx, g *group.Group) error { return dropGroup(tx, g.ID) })
	return &Service{groups: groups}
}

// Register adds the commands.
func (s *Service) Register(r *api.Registry) {
	api.Handle(r, wire.SetGroupAttr, api.Admin|api.User, s.setGroupAttr)
	api.Handle(r, wire.ModifyGroupAttr, api.Admin|api.User, s.modifyGroupAttr)
	api.Handle(r, wire.DeleteGroupAttr, api.Admin|api.User, s.deleteGroupAttr)
	api.Handle(r, wire.ClearGroupAttr, api.Admin|api.User, s.clearGroupAttr)
	api.Handle(r, wire.GetGroupAttr, api.Admin|api.User, s.getGroupAttr)
	api.Handle(r, wire.UpdateGroupCounter, api.Admin|api.User, s.updateGroupCounter)
	api.Handle(r, wire.GetGroupCounter, api.Admin|api.User, s.getGroupCounter)
	api.Handle(r, wire.DeleteGroupCounter, api.Admin|api.User, s.deleteGroupCounter)
}

// stand is Stand for members and App admins alone.
func (s *Service) stand(ctx context.Context, c *api.Caller, groupID string) (group.Standing, error) {
	st, err := s.groups.Stand(ctx, c, groupID, "")
	if err == nil && st.Rank == roster.None {
		err = wire.ErrNotPermitted.With("not a member")
	}
	return st, err
}
