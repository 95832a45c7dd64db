package message

import (
	"context"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/wire"
	"github.com/teahouse-chat/teahouse/wire/openim"
)

func (s *Service) adminMsgWithdraw(ctx context.Context, c *api.Caller, req *openim.AdminMsgWithdrawRequest) (*wire.Empty, error) {
	from, _, conv, err := s.pairOf(ctx, c, req.From, req.To)
	if err != nil {
		return nil, err
	}
	key, err := openim.ParseKey(req.MsgKey)
	if err != nil {
		return nil, err
	}
	return &wire.Empty{}, s.recall(ctx, recall{conv: conv, pos: pos(key), from: from, by: from.Name})
}
