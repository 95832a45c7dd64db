package message

import (
	"context"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/wire/msgext"
)

func (s *Service) getKeyValues(ctx context.Context, c *api.Caller, req *msgext.GetKeyValuesRequest) (*msgext.Pairs, error) {
	t, err := s.target(ctx, c, req.Msg)
	if err != nil {
		return nil, err
	}
	return s.extras.Pairs(ctx, t.conv, t.pos, req.StartSeq)
}
