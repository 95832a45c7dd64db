package message

import (
	"context"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/wire/msgext"
)

func (s *Service) setKeyValues(ctx context.Context, c *api.Caller, req *msgext.SetKeyValuesRequest) (*msgext.Changed, error) {
	t, err := s.reachable(ctx, c, req.Msg)
	if err != nil {
		return nil, err
	}
	return s.extras.Change(ctx, t.by, t.conv, t.pos, &req.Change)
}
