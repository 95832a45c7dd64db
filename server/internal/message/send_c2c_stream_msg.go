package message

import (
	"context"
	"slices"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/id"
	base "github.com/teahouse-chat/teahouse/server/internal/stream"
	"github.com/teahouse-chat/teahouse/server/internal/timeline"
	"github.com/teahouse-chat/teahouse/wire/openim"
	"github.com/teahouse-chat/teahouse/wire/stream"
)

func (s *Service) sendC2CStreamMsg(ctx context.Context, c *api.Caller, req *stream.SendC2CStreamMsgRequest) (*stream.SendC2CStreamMsgResponse, error) {
	from, err := s.speaker(ctx, c, req.From)
	if err != nil {
		return nil, err
	}
	to, err := s.peer(ctx, c, req.To)
	if err != nil {
		return nil, err
	}
	if err := s.opts.Moderation.MaySpeak(ctx, from, false); err != nil {
		return nil, err
	}
	call := &base.Call{Random: uint32(*req.MsgRandom), Free: slices.Contains(req.SendMsgControl, openim.NoMsgCheck),
		TooLong: openim.ErrLongRequest.With("a stream stays below %d bytes", stream.MaxBytes)}
	call.Content, _ = stream.Read(req.MsgBody) // Validate has read it
	if call.Screen, err = s.opts.Moderation.Screen(ctx, c.App.ID); err != nil {
		return nil, err
	}
	var m timeline.Message
	if call.Content.StreamMsgID == "" {
		m, err = s.beginStream(ctx, c, from, to, req.Message(), call)
	} else {
		m, err = call.Add(ctx, s.log, id.Pair(c.App.ID, from.ID, to.ID), from.ID)
	}
	if err != nil {
		return nil, err
	}
	answer := sent(&m)
	return &stream.SendC2CStreamMsgResponse{MsgTime: answer.MsgTime, MsgKey: answer.MsgKey, MsgId: answer.MsgId, StreamMsgID: base.ID(&m)}, nil
}

func (s *Service) beginStream(ctx context.Context, c *api.Caller, from, to id.Account, req *openim.SendMsgRequest, call *base.Call) (timeline.Message, error) {
	m, err := s.withoutBody(c, from, to, req, false)
	if err != nil {
		return m, err
	}
	if err := call.Begin(&m, s.log.Now()); err != nil {
		return m, err
	}
	if err := s.askStream(ctx, c, req, m); err != nil {
		return m, err
	}
	s.profiles.Card(ctx, from) // so that who is told of the message finds it in memory
	stored, _, err := s.log.Append(ctx, m, timeline.Repeat{})
	return stored, err
}
