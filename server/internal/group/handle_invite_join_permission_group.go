package group

import (
	"context"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/wire"
	"github.com/teahouse-chat/teahouse/wire/group"
)

func (s *Service) handleInviteJoinPermissionGroup(ctx context.Context, c *api.Caller, req *group.HandleInviteJoinPermissionGroupRequest) (*wire.Empty, error) {
	st, err := s.standToDecide(ctx, c, req.GroupID)
	if err != nil {
		return nil, err
	}
	inviter, invited, err := s.pair(ctx, c.App.ID, req.Applicant, req.Invited)
	if err != nil {
		return nil, err
	}
	a, err := s.findApplication(ctx, st.Group, req.Authentication, invited.ID, group.InvitationToPermit, inviter.ID)
	if err != nil {
		return nil, err
	}
	if a.Kind != group.InvitationToPermit || a.Subject != invited.ID {
		return nil, group.ErrBadParameter.With("the Authentication is of another invitation")
	}
	return &wire.Empty{}, s.decide(ctx, c, st, a, req.HandleMsg == group.Agree, req.ApprovalMsg)
}
