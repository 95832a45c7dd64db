package message

import (
	"context"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/wire"
	"github.com/teahouse-chat/teahouse/wire/msgext"
)

func (s *Service) reactionAdd(ctx context.Context, c *api.Caller, req *msgext.ReactionAddRequest) (*wire.Empty, error) {
	if len(req.Accounts) > 0 && req.Accounts[0] != c.Account.Name {
		return nil, wire.ErrNotAllowed.With("%q", req.Accounts[0])
	}
	t, err := s.reachable(ctx, c, req.Msg)
	if err != nil {
		return nil, err
	}
	return &wire.Empty{}, s.extras.React(ctx, t.by, t.conv, t.pos, req.Reaction)
}
