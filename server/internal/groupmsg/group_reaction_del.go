package groupmsg

import (
	"context"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	base "github.com/teahouse-chat/teahouse/wire"
	"github.com/teahouse-chat/teahouse/wire/msgext"
)

func (s *Service) groupReactionDel(ctx context.Context, c *api.Caller, req *msgext.GroupReactionDelRequest) (*base.Empty, error) {
	if len(req.Accounts) > 0 && req.Accounts[0] != c.Account.Name {
		return nil, base.ErrNotAllowed.With("%q", req.Accounts[0])
	}
	conv, pos, err := s.target(ctx, c, req.GroupMsg)
	if err != nil {
		return nil, err
	}
	return &base.Empty{}, s.extras.Unreact(ctx, actor(c), conv, pos, req.Reaction)
}
