package message

import (
	"context"
	"math"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/id"
	"github.com/teahouse-chat/teahouse/server/internal/timeline"
	"github.com/teahouse-chat/teahouse/wire"
	"github.com/teahouse-chat/teahouse/wire/openim"
)

func (s *Service) adminSetMsgRead(ctx context.Context, c *api.Caller, req *openim.AdminSetMsgReadRequest) (*wire.Empty, error) {
	reader, err := s.named(ctx, c, req.Report, openim.ErrNoSender)
	if err != nil {
		return nil, err
	}
	peer, err := s.peer(ctx, c, req.Peer)
	if err != nil {
		return nil, err
	}
	to := timeline.UpTo{All: true}
	if req.MsgReadTime != nil {
		to = timeline.UpTo{Time: uint32(min(*req.MsgReadTime, math.MaxUint32))}
	}
	marks := map[id.Conv]timeline.UpTo{id.Pair(c.App.ID, reader.ID, peer.ID): to}
	return &wire.Empty{}, s.readUpTo(ctx, reader, marks, 0)
}
