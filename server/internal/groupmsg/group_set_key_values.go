package groupmsg

import (
	"context"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/wire/msgext"
)

func (s *Service) groupSetKeyValues(ctx context.Context, c *api.Caller, req *msgext.GroupSetKeyValuesRequest) (*msgext.Changed, error) {
	conv, pos, err := s.target(ctx, c, req.GroupMsg)
	if err != nil {
		return nil, err
	}
	return s.extras.Change(ctx, actor(c), conv, pos, &req.Change)
}
