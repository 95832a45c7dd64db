package group

import (
	"context"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/id"
	"github.com/teahouse-chat/teahouse/wire"
	"github.com/teahouse-chat/teahouse/wire/group"
)

func (s *Service) handleInviteJoinGroup(ctx context.Context, c *api.Caller, req *group.HandleInviteJoinGroupRequest) (*wire.Empty, error) {
	st, err := s.Stand(ctx, c, req.GroupID, "")
	if err != nil {
		return nil, err
	}
	inviter, err := s.inviter(ctx, c, req.Inviter)
	if err != nil {
		return nil, err
	}
	a, err := s.findApplication(ctx, st.Group, req.Authentication, st.Actor.ID, group.InvitationToAnswer, inviter.ID)
	if err != nil {
		return nil, err
	}
	if a.Kind != group.InvitationToAnswer || a.Subject != st.Actor.ID {
		return nil, group.ErrNotPermitted.With("this is not an invitation of yours")
	}
	return &wire.Empty{}, s.decide(ctx, c, st, a, req.HandleMsg == group.Agree, req.ApprovalMsg)
}

// inviter is who invited: an App admin may have no account, and then the number 0.
func (s *Service) inviter(ctx context.Context, c *api.Caller, name string) (id.Account, error) {
	a, err := s.Accounts.Lookup(ctx, c.App.ID, name)
	if err != nil && c.App.IsAdmin(name) {
		return id.Account{App: c.App.ID, Name: name}, nil
	}
	return a, noAccount(err, name)
}
