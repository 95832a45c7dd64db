package message

import (
	"context"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/wire/msgext"
)

func (s *Service) reactionIterate(ctx context.Context, c *api.Caller, req *msgext.ReactionIterateRequest) (*msgext.Reactors, error) {
	t, err := s.target(ctx, c, req.Msg)
	if err != nil {
		return nil, err
	}
	return s.extras.Reactors(ctx, t.conv, t.pos, req.Reaction, req.NextSeq, req.Count)
}
