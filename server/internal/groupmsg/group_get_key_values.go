package groupmsg

import (
	"context"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/wire/msgext"
)

func (s *Service) groupGetKeyValues(ctx context.Context, c *api.Caller, req *msgext.GroupGetKeyValuesRequest) (*msgext.Pairs, error) {
	conv, pos, err := s.target(ctx, c, req.GroupMsg)
	if err != nil {
		return nil, err
	}
	return s.extras.Pairs(ctx, conv, pos, req.StartSeq)
}
