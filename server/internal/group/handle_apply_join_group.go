package group

import (
	"context"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/id"
	"github.com/teahouse-chat/teahouse/wire"
	"github.com/teahouse-chat/teahouse/wire/group"
)

// handleApplyJoinGroup also answers invitations that need an approval: clients
// answer so what they learn by a notice.
func (s *Service) handleApplyJoinGroup(ctx context.Context, c *api.Caller, req *group.HandleApplyJoinGroupRequest) (*wire.Empty, error) {
	st, err := s.standToDecide(ctx, c, req.GroupID)
	if err != nil {
		return nil, err
	}
	applicant, err := s.Accounts.Lookup(ctx, c.App.ID, req.Applicant)
	if err != nil {
		return nil, noAccount(err, req.Applicant)
	}
	a, err := s.findApplication(ctx, st.Group, req.Authentication, applicant.ID, group.Application, 0)
	if err != nil {
		return nil, err
	}
	if a.Kind == group.InvitationToAnswer || a.Subject != applicant.ID && a.Inviter != applicant.ID {
		return nil, group.ErrBadParameter.With("the Authentication is of another application")
	}
	return &wire.Empty{}, s.decide(ctx, c, st, a, req.HandleMsg == group.Agree, req.ApprovalMsg)
}

// standToDecide is Stand for those who let others into a group.
func (s *Service) standToDecide(ctx context.Context, c *api.Caller, groupID string) (Standing, error) {
	st, err := s.Stand(ctx, c, groupID, "")
	if err == nil {
		err = need(st.For(Keeping), st.Group.Rules().Approve, "take applications")
	}
	return st, err
}

// pair looks up two accounts.
func (s *Service) pair(ctx context.Context, app uint32, one, other string) (a, b id.Account, err error) {
	if a, err = s.Accounts.Lookup(ctx, app, one); err != nil {
		return a, b, noAccount(err, one)
	}
	if b, err = s.Accounts.Lookup(ctx, app, other); err != nil {
		return a, b, noAccount(err, other)
	}
	return a, b, nil
}
