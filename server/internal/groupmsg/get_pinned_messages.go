package groupmsg

import (
	"context"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	wire "github.com/teahouse-chat/teahouse/wire/group"
)

func (s *Service) getPinnedMessages(ctx context.Context, c *api.Caller, req *wire.GetPinnedMessagesRequest) (*wire.GetPinnedMessagesResponse, error) {
	st, err := s.stand(ctx, c, req.GroupID, req.TopicID)
	if err != nil {
		return nil, err
	}
	all, err := s.pins(ctx, st.Group.Conv())
	if err != nil {
		return nil, err
	}
	resp := &wire.GetPinnedMessagesResponse{PinnedMsgList: []wire.Pinned{}}
	for _, p := range all {
		seen, err := s.seen(ctx, c, st, p.Seq)
		if err != nil {
			return nil, err
		}
		if len(seen) > 0 {
			resp.PinnedMsgList = append(resp.PinnedMsgList, wire.Pinned{MsgSeq: p.Seq, Pinner: p.Pinner})
		}
	}
	return resp, nil
}
