package groupmsg

import (
	"context"
	"slices"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/group"
	base "github.com/teahouse-chat/teahouse/server/internal/stream"
	"github.com/teahouse-chat/teahouse/server/internal/timeline"
	wire "github.com/teahouse-chat/teahouse/wire/group"
	"github.com/teahouse-chat/teahouse/wire/stream"
)

func (s *Service) sendGroupStreamMsg(ctx context.Context, c *api.Caller, req *stream.SendGroupStreamMsgRequest) (*stream.SendGroupStreamMsgResponse, error) {
	first := req.Message()
	st, err := s.speaker(ctx, c, first)
	if err != nil {
		return nil, err
	}
	if st.Group.Rules().Live {
		return nil, wire.ErrNotPermitted.With("groups of this type keep no messages")
	}
	call := &base.Call{Random: *req.Random, Free: slices.Contains(req.SendMsgControl, wire.NoMsgCheck),
		TooLong: wire.ErrTooLong.With("a stream stays below %d bytes", stream.MaxBytes)}
	call.Content, _ = stream.Read(req.MsgBody) // Validate has read it
	if call.Screen, err = s.groups.Moderation.Screen(ctx, c.App.ID); err != nil {
		return nil, err
	}
	var m timeline.Message
	if call.Content.StreamMsgID == "" {
		m, err = s.beginStream(ctx, c, st, first, call)
	} else {
		m, err = call.Add(ctx, s.groups.Timeline, st.Group.Conv(), st.Actor.ID)
	}
	if err != nil {
		return nil, dropped(err)
	}
	return &stream.SendGroupStreamMsgResponse{MsgTime: m.Time, MsgSeq: m.Seq, StreamMsgID: base.ID(&m)}, nil
}

func (s *Service) beginStream(ctx context.Context, c *api.Caller, st group.Standing, req *wire.SendGroupMsgRequest, call *base.Call) (timeline.Message, error) {
	m, err := s.withoutBody(c, st, req)
	if err != nil {
		return m, err
	}
	if err := call.Begin(&m, s.groups.Timeline.Now()); err != nil {
		return m, err
	}
	return s.store(ctx, c, st.Group, m, req.GroupAtInfo)
}
