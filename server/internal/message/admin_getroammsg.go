package message

import (
	"context"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/id"
	"github.com/teahouse-chat/teahouse/server/internal/stream"
	"github.com/teahouse-chat/teahouse/server/internal/timeline"
	"github.com/teahouse-chat/teahouse/wire/openim"
)

// adminPageBytes is about how large a page over REST gets, as documented.
const adminPageBytes = 13 << 10

func (s *Service) adminGetRoamMsg(ctx context.Context, c *api.Caller, req *openim.AdminGetRoamMsgRequest) (*openim.AdminGetRoamMsgResponse, error) {
	viewer, err := s.named(ctx, c, req.View(), openim.ErrNoSender)
	if err != nil {
		return nil, err
	}
	peer, err := s.peer(ctx, c, req.Other())
	if err != nil {
		return nil, err
	}
	if err := s.catchUp(ctx, viewer); err != nil {
		return nil, err
	}
	r := timeline.PairRange{For: viewer.ID, Time: req.MaxTime + 1, Until: req.MinTime,
		Limit: min(req.MaxCnt, openim.MaxPage), Bytes: adminPageBytes}
	if req.MaxTime == ^uint32(0) {
		r.Time = 0
	}
	if req.LastMsgKey != "" {
		key, err := openim.ParseKey(req.LastMsgKey)
		if err != nil {
			return nil, err
		}
		at := pos(key)
		r.Key = &at
	}
	messages, complete, err := s.log.Page(ctx, id.Pair(c.App.ID, viewer.ID, peer.ID), r)
	if err != nil {
		return nil, err
	}
	resp := &openim.AdminGetRoamMsgResponse{Complete: bit(complete), MsgCnt: len(messages), MsgList: []openim.RoamMsg{}}
	for i := range messages {
		shown := s.past(ctx, &messages[i])
		shown.CheckResult = 0 // is for clients
		shown.MsgBody = decode(stream.Whole(&messages[i], s.log.Now()))
		resp.MsgList = append(resp.MsgList, openim.RoamMsg{C2CMessage: shown, MsgFlagBits: shown.MsgFlagBits, IsPeerRead: shown.IsPeerRead})
	}
	if len(messages) > 0 {
		resp.LastMsgTime, resp.LastMsgKey = messages[0].Time, keyOf(&messages[0]).String()
	}
	return resp, nil
}
