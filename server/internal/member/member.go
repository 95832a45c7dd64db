// Package member owns the commands on members of stored groups: their lists, who
// is brought in or removed, roles, name cards, mutes and options. It also says who
// may speak.
package member

import (
	"context"
	"time"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/group"
	"github.com/teahouse-chat/teahouse/server/internal/id"
	"github.com/teahouse-chat/teahouse/server/internal/roster"
	wire "github.com/teahouse-chat/teahouse/wire/group"
)

// Service is the member room.
type Service struct {
	groups *group.Service
}

// New returns the service.
func New(groups *group.Service) *Service { return &Service{groups} }

// Register adds the commands.
func (s *Service) Register(r *api.Registry) {
	api.Handle(r, wire.GetGroupMemberInfo, api.Admin|api.User, s.getGroupMemberInfo)
	api.Handle(r, wire.GetSpecifiedGroupMemberInfo, api.Admin|api.User, s.getSpecifiedGroupMemberInfo)
	api.Handle(r, wire.GetRoleInGroup, api.Admin, s.getRoleInGroup)
	api.Handle(r, wire.AddGroupMember, api.Admin|api.User, s.addGroupMember)
	api.Handle(r, wire.DeleteGroupMember, api.Admin|api.User, s.deleteGroupMember)
	api.Handle(r, wire.ModifyGroupMemberInfo, api.Admin|api.User, s.modifyGroupMemberInfo)
	api.Handle(r, wire.ForbidSendMsg, api.Admin|api.User, s.forbidSendMsg)
	api.Handle(r, wire.GetGroupMutedAccount, api.Admin|api.User, s.getGroupMutedAccount)
	api.Handle(r, wire.GetGroupShuttedUin, api.Admin|api.User, s.getGroupShuttedUin)
	api.Handle(r, wire.BanGroupMember, api.Admin|api.User, s.banGroupMember)
	api.Handle(r, wire.UnbanGroupMember, api.Admin|api.User, s.unbanGroupMember)
	api.Handle(r, wire.GetGroupBanMember, api.Admin|api.User, s.getGroupBanMember)
	api.Handle(r, wire.ImportGroupMember, api.Admin, s.importGroupMember)
	api.Handle(r, wire.SetUnreadMsgNum, api.Admin, s.setUnreadMsgNum)
}

// MaySpeak tells whether a member may send into a group at a time. An App admin
// who speaks for himself always may; in another's name only if that account is
// not muted.
func MaySpeak(st *group.Standing, rank roster.Role, now time.Time) error {
	g, m := st.Group, st.Member
	if rank == roster.None {
		return wire.ErrNotPermitted.With("not a member")
	}
	if m.Muted(now) {
		return wire.ErrMuted.With("until %d", m.MutedUntil)
	}
	if !st.Allowed(group.Speaking) {
		return wire.ErrNotPermitted.With("your permissions do not let you speak here")
	}
	// What the caller may do counts only where he speaks for himself.
	lifted := rank == st.Rank && st.For(group.Muting) >= roster.Admin
	if g.Silent() && g.Weight(m.Role) < roster.Admin && g.Weight(rank) < roster.Admin && !lifted {
		return wire.ErrMuted.With("all are muted")
	}
	return nil
}

// stand is Stand for commands on lists of members, which live groups do not have.
func (s *Service) stand(ctx context.Context, c *api.Caller, groupID string) (group.Standing, error) {
	st, err := s.groups.Stand(ctx, c, groupID, "")
	if err != nil {
		return st, err
	}
	if !st.Group.Rules().Members {
		return st, wire.ErrNotPermitted.With("groups of this type have no list of members")
	}
	if st.Rank == roster.None {
		return st, wire.ErrNotPermitted.With("not a member")
	}
	return st, nil
}

// lookup returns accounts by name, in the order of the names; unknown ones are
// left out.
func (s *Service) lookup(ctx context.Context, app uint32, names []string) ([]id.Account, error) {
	found, err := s.groups.Accounts.LookupAll(ctx, app, names)
	if err != nil {
		return nil, err
	}
	var all []id.Account
	for _, name := range names {
		if a, ok := found[name]; ok {
			all = append(all, a)
			delete(found, name) // each once
		}
	}
	return all, nil
}
