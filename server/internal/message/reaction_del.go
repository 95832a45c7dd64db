package message

import (
	"context"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/wire"
	"github.com/teahouse-chat/teahouse/wire/msgext"
)

func (s *Service) reactionDel(ctx context.Context, c *api.Caller, req *msgext.ReactionDelRequest) (*wire.Empty, error) {
	if len(req.Accounts) > 0 && req.Accounts[0] != c.Account.Name {
		return nil, wire.ErrNotAllowed.With("%q", req.Accounts[0])
	}
	t, err := s.target(ctx, c, req.Msg)
	if err != nil {
		return nil, err
	}
	return &wire.Empty{}, s.extras.Unreact(ctx, t.by, t.conv, t.pos, req.Reaction)
}
