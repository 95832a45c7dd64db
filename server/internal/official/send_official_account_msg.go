package official

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"slices"
	"time"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/id"
	"github.com/teahouse-chat/teahouse/server/internal/store"
	"github.com/teahouse-chat/teahouse/server/internal/timeline"
	"github.com/teahouse-chat/teahouse/server/internal/webhook"
	wire "github.com/teahouse-chat/teahouse/wire/official"
	"github.com/teahouse-chat/teahouse/wire/openim"
)

// message is a message as it is stored.
type message struct {
	num      int64
	random   uint32
	sent     int64 // seconds
	body     json.RawMessage
	custom   string
	online   bool
	noLast   bool
	risk     bool
	recalled bool
	reason   string
}

func (m *message) key() openim.Key {
	return openim.Key{Seq: uint32(m.num), Random: m.random, Time: uint32(m.sent)}
}

// pos is where copies stand. Numbers rise with the times, so they are in order.
func (m *message) pos() timeline.Pos {
	return timeline.Pos{Time: uint32(m.sent), Seq: uint64(m.num), Random: m.random}
}

// copy is the message as a subscriber has it.
func (m *message) copy(from, to id.Account) timeline.Message {
	c := timeline.Message{Conv: id.Pair(from.App, from.ID, to.ID), From: from.ID, FromAccount: from.Name, ToAccount: to.Name,
		Seq: uint64(m.num), Random: m.random, Time: uint32(m.sent), Body: m.body, CloudCustomData: m.custom, Flags: timeline.FlagSenderDoesNotKeep}
	c.Flags = c.Flags.With(timeline.FlagNoLastMsg, m.noLast).With(timeline.FlagRisk, m.risk)
	return c
}

func (s *Service) sendOfficialAccountMsg(ctx context.Context, c *api.Caller, req *wire.SendOfficialAccountMsgRequest) (*wire.SendOfficialAccountMsgResponse, error) {
	if err := s.there(ctx, c.App.ID, req.Official); err != nil {
		return nil, err
	}
	found, err := s.Moderation.Body(ctx, c.App.ID, req.MsgBody)
	if err != nil {
		return nil, err
	}
	dropped, err := s.askBefore(ctx, c, req)
	if err != nil {
		return nil, err
	}
	body, err := encode(req.MsgBody)
	if err != nil {
		return nil, err
	}
	now := time.Now().Unix()
	wanted := message{random: *req.Random, body: body, custom: req.CloudCustomData, online: req.OnlineOnlyFlag == 1,
		noLast: slices.Contains(req.SendMsgControl, wire.NoLastMsg), risk: found.Risk}
	var sent message
	err = s.update(ctx, c.App.ID, req.Official, func(tx *store.Tx, o *official) error {
		switch first, err := sameMessage(tx, o.key, &wanted, now-wire.DedupSeconds); {
		case err == nil:
			sent = *first
			return nil
		case !errors.Is(err, store.ErrNotFound):
			return err
		}
		m := wanted
		m.num, m.sent = o.newest+1, max(now, o.spoke)
		if !dropped {
			if err := insertMessage(tx, o.key, &m); err != nil {
				return err
			}
			if err := webhook.InRecords(tx, webhook.Own(o.account), s.toldSent(c, o, &m, req)); err != nil {
				return err
			}
		}
		sent = m
		return nil
	})
	if err != nil {
		return nil, err
	}
	return &wire.SendOfficialAccountMsgResponse{MsgKey: sent.key().String(), MsgTime: uint32(sent.sent)}, s.refresh(ctx)
}

// encode keeps contents byte for byte.
func encode(body any) (json.RawMessage, error) {
	var buf bytes.Buffer
	enc := json.NewEncoder(&buf)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(body); err != nil {
		return nil, err
	}
	return bytes.TrimSpace(buf.Bytes()), nil
}
