package message

import (
	"context"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/id"
	"github.com/teahouse-chat/teahouse/server/internal/timeline"
	"github.com/teahouse-chat/teahouse/wire/notice"
	"github.com/teahouse-chat/teahouse/wire/openim"
)

const defaultPage = 15 // messages, where a client does not say how many

func (s *Service) getRoamMsg(ctx context.Context, c *api.Caller, req *openim.GetRoamMsgRequest) (*openim.GetRoamMsgResponse, error) {
	peer, err := s.peer(ctx, c, req.Peer)
	if err != nil {
		return nil, err
	}
	if req.MaxCnt < 1 {
		req.MaxCnt = defaultPage
	}
	r := timeline.PairRange{For: c.Account.ID, Forward: req.GetDirection == 1, Time: req.LastMsgTime, Limit: min(req.MaxCnt, openim.MaxPage)}
	if req.MsgKey != "" {
		key, err := openim.ParseKey(req.MsgKey)
		if err != nil {
			return nil, err
		}
		at := pos(key)
		r.Key = &at
	}
	messages, complete, err := s.log.Page(ctx, id.Pair(c.App.ID, c.Account.ID, peer.ID), r)
	if err != nil {
		return nil, err
	}
	resp := &openim.GetRoamMsgResponse{Complete: bit(complete), MsgList: []notice.C2CMessage{}}
	if n := len(messages); n > 0 {
		edge := &messages[0]
		if r.Forward {
			edge = &messages[n-1]
		}
		resp.LastMsgTime, resp.MsgKey = edge.Time, keyOf(edge).String()
	}
	for i := range messages {
		if req.WithRecalledMsg == 1 || !messages[i].Flags.Has(timeline.FlagRecalled) {
			resp.MsgList = append(resp.MsgList, s.past(ctx, &messages[i]))
		}
	}
	resp.MsgCnt = len(resp.MsgList)
	return resp, nil
}
