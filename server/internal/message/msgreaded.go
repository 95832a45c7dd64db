package message

import (
	"context"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/id"
	"github.com/teahouse-chat/teahouse/server/internal/timeline"
	"github.com/teahouse-chat/teahouse/wire"
	"github.com/teahouse-chat/teahouse/wire/openim"
)

func (s *Service) msgReaded(ctx context.Context, c *api.Caller, req *openim.MsgReadedRequest) (*wire.Empty, error) {
	names := make([]string, len(req.Report.Items))
	for i, item := range req.Report.Items {
		names[i] = item.To
	}
	peers, err := s.accounts.LookupAll(ctx, c.App.ID, names)
	if err != nil {
		return nil, err
	}
	marks := map[id.Conv]timeline.UpTo{}
	for _, item := range req.Report.Items {
		if peer, ok := peers[item.To]; ok {
			marks[id.Pair(c.App.ID, c.Account.ID, peer.ID)] = timeline.UpTo{Time: item.LastedMsgTime}
		}
	}
	return &wire.Empty{}, s.readUpTo(ctx, c.Account, marks, c.Instance)
}
