package groupmsg

import (
	"context"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/wire/msgext"
)

func (s *Service) groupReactionIterate(ctx context.Context, c *api.Caller, req *msgext.GroupReactionIterateRequest) (*msgext.Reactors, error) {
	conv, pos, err := s.target(ctx, c, req.GroupMsg)
	if err != nil {
		return nil, err
	}
	return s.extras.Reactors(ctx, conv, pos, req.Reaction, req.NextSeq, req.Count)
}
