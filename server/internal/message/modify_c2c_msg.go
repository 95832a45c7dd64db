package message

import (
	"context"
	"errors"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/id"
	"github.com/teahouse-chat/teahouse/server/internal/stream"
	"github.com/teahouse-chat/teahouse/server/internal/timeline"
	"github.com/teahouse-chat/teahouse/server/internal/webhook"
	"github.com/teahouse-chat/teahouse/wire"
	"github.com/teahouse-chat/teahouse/wire/openim"
)

func (s *Service) modifyC2CMsg(ctx context.Context, c *api.Caller, req *openim.ModifyC2CMsgRequest) (*wire.Empty, error) {
	from, _, conv, err := s.pairOf(ctx, c, req.From, req.To)
	if err != nil {
		return nil, err
	}
	key, err := openim.ParseKey(req.MsgKey)
	if err != nil {
		return nil, err
	}
	_, err = s.modify(ctx, c, change{conv: conv, pos: pos(key), from: from.ID, body: req.MsgBody, custom: req.CloudCustomData})
	return &wire.Empty{}, err
}

func (s *Service) modifyC2CMsgClient(ctx context.Context, c *api.Caller, req *openim.ModifyC2CMsgClientRequest) (*openim.ModifyC2CMsgClientResponse, error) {
	from, to, conv, err := s.pairOf(ctx, c, req.From, req.To)
	if err != nil {
		return nil, err
	}
	if c.Account.ID != from.ID && c.Account.ID != to.ID {
		return nil, wire.ErrNotAllowed.With("the message of two others")
	}
	if err := s.opts.Moderation.MaySpeak(ctx, c.Account, false); err != nil {
		return nil, err
	}
	if err := s.mayReach(ctx, c, from, to, openim.ErrNoModify); err != nil {
		return nil, err
	}
	m, err := s.modify(ctx, c, change{conv: conv, from: from.ID, expect: &req.MsgVersion, body: req.MsgBody, custom: req.CloudCustomData,
		pos: pos(openim.Key{Seq: req.MsgSeq, Random: req.MsgRandom, Time: req.MsgTime})})
	if err != nil && !errors.Is(err, openim.ErrVersion) {
		return nil, err
	}
	// With ErrVersion too: the client then shows the message as it is.
	return &openim.ModifyC2CMsgClientResponse{MsgVersion: m.Version, MsgBody: elements(&m), CloudCustomData: m.CloudCustomData}, err
}

// change is what becomes of a message: what is nil stays.
type change struct {
	conv   id.Conv
	pos    timeline.Pos
	from   uint64
	expect *uint32 // version that it must have, if not nil
	body   openim.Body
	custom *string
}

func (s *Service) modify(ctx context.Context, c *api.Caller, ch change) (timeline.Message, error) {
	var now timeline.Message
	if err := ch.body.Check(c.Door == api.REST); err != nil {
		return now, err
	}
	found, err := s.opts.Moderation.Body(ctx, ch.conv.App, ch.body)
	if err != nil {
		return now, err
	}
	body := wire.AppendElements(nil, ch.body)
	err = s.log.Update(ctx, []timeline.Touch{timeline.InConv(ch.conv)}, func(tx *timeline.Tx) error {
		m, err := tx.Edit(ch.conv, ch.pos, ch.expect, func(m *timeline.Message) error {
			if m.From != ch.from {
				return timeline.ErrNoMessage
			}
			if ch.body != nil {
				m.Body, m.Memo = body, nil
				m.Flags = m.Flags.With(timeline.FlagRisk, found.Risk)
			}
			if ch.custom != nil {
				m.CloudCustomData = *ch.custom
			}
			if stream.Is(m) { // which is larger than other messages may be
				return checkSize(c, nil, m.CloudCustomData)
			}
			return checkSize(c, decode(m.Body), m.CloudCustomData)
		})
		if now = m; err != nil {
			return err
		}
		return webhook.InTimeline(tx, ch.conv, s.toldOfChange(c, &m))
	})
	switch {
	case errors.Is(err, timeline.ErrVersion):
		return now, openim.ErrVersion
	case errors.Is(err, timeline.ErrNoMessage), errors.Is(err, timeline.ErrRecalled):
		return now, openim.ErrNoModify
	}
	return now, err
}
