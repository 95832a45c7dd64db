package message

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/app"
	"github.com/teahouse-chat/teahouse/server/internal/id"
	"github.com/teahouse-chat/teahouse/server/internal/timeline"
	"github.com/teahouse-chat/teahouse/server/internal/webhook"
	"github.com/teahouse-chat/teahouse/wire"
	"github.com/teahouse-chat/teahouse/wire/account"
	"github.com/teahouse-chat/teahouse/wire/openim"
	hook "github.com/teahouse-chat/teahouse/wire/webhook"
)

// Words of ForbidCallbackControl, which applications' servers may use.
const (
	forbidBefore = "ForbidBeforeSendMsgCallback"
	forbidAfter  = "ForbidAfterSendMsgCallback"
)

func forbids(c *api.Caller, req *openim.SendMsgRequest, word string) bool {
	return c.Door == api.REST && slices.Contains(req.ForbidCallback, word)
}

// askBefore lets the application refuse, drop or change the message.
func (s *Service) askBefore(ctx context.Context, c *api.Caller, req *openim.SendMsgRequest, m *timeline.Message) (modified bool, err error) {
	if !s.opts.Hooks.Wants(c.App, hook.C2CBeforeSendMsg) || forbids(c, req, forbidBefore) {
		return false, nil
	}
	m.Time = uint32(time.Now().Unix()) // so that the key it is asked about is the one it gets
	answer, err := webhook.Ask(ctx, s.opts.Hooks, c, hook.C2CBeforeSendMsg, func() *hook.C2CBeforeSendMsgBody {
		return &hook.C2CBeforeSendMsgBody{From: m.FromAccount, To: m.ToAccount, MsgSeq: m.Seq, Random: m.Random, MsgTime: m.Time,
			MsgKey: keyOf(m).String(), MsgId: msgID(m), OnlineOnlyFlag: bit(req.OnlineOnly()), MsgBody: req.MsgBody,
			CloudCustomData: m.CloudCustomData}
	})
	if err != nil || answer == nil {
		return false, err
	}
	return rewrite(c, m, answer)
}

// askStream is askBefore for the beginning of a stream, which is not replaced: what is
// added to it later would not fit. A wish to drop it refuses it.
func (s *Service) askStream(ctx context.Context, c *api.Caller, req *openim.SendMsgRequest, m timeline.Message) error {
	_, err := s.askBefore(ctx, c, req, &m)
	if errors.Is(err, webhook.ErrDropped) {
		err = openim.ErrRefused
	}
	return err
}

// rewrite puts what the application has answered into the message.
func rewrite(c *api.Caller, m *timeline.Message, answer *hook.MessageAnswer) (modified bool, err error) {
	body, custom := m.Body, m.CloudCustomData
	if answer.MsgBody != nil {
		m.Body = wire.AppendElements(nil, answer.MsgBody)
	}
	if answer.CloudCustomData != nil {
		m.CloudCustomData = *answer.CloudCustomData
	}
	modified = custom != m.CloudCustomData || !bytes.Equal(body, m.Body)
	if modified {
		err = checkSize(c, elements(m), m.CloudCustomData)
	}
	return modified, err
}

// tellFailed tells that a message could not be sent.
func (s *Service) tellFailed(c *api.Caller, req *openim.SendMsgRequest, m *timeline.Message, failed error) {
	if forbids(c, req, forbidAfter) {
		return
	}
	s.opts.Hooks.Soon(m.Conv, webhook.Of(s.opts.Hooks, c, hook.C2CAfterSendMsg, func() *hook.C2CAfterSendMsgBody {
		m.Time = uint32(time.Now().Unix())
		b := sentBody(m, !req.OnlineOnly())
		b.SendMsgResult, b.ErrorInfo, b.UnreadMsgNum = wire.CodeOf(failed), failed.Error(), -1
		return b
	}))
}

// sentBody is a message as those are told of it who hear of it afterwards.
func sentBody(m *timeline.Message, stored bool) *hook.C2CAfterSendMsgBody {
	return &hook.C2CAfterSendMsgBody{From: m.FromAccount, To: m.ToAccount, MsgSeq: m.Seq, Random: m.Random, MsgTime: m.Time,
		MsgKey: keyOf(m).String(), MsgId: msgID(m), OnlineOnlyFlag: bit(!stored), MsgBody: elements(m),
		CloudCustomData: m.CloudCustomData, ErrorInfo: "send msg succeed"}
}

// toldOf makes what an application is told of an entry of the arrival log.
func (s *Service) toldOf(ctx context.Context, a *app.App, e *timeline.Entry) ([]*webhook.Event, error) {
	switch e.Kind {
	case timeline.EntryMessage, timeline.EntryPassed:
		return s.toldOfMessage(ctx, a, e)
	case timeline.EntryRead:
		return s.toldOfReading(ctx, a, e)
	case timeline.EntryRecall:
		return s.toldOfRecall(ctx, a, e)
	}
	return nil, nil
}

func (s *Service) toldOfMessage(ctx context.Context, a *app.App, e *timeline.Entry) (all []*webhook.Event, err error) {
	m, at, meta := e.Message, time.UnixMilli(e.At), Meta{}
	if m.Flags.Has(timeline.FlagImported) || json.Unmarshal(m.Meta, &meta) != nil || meta.Batch {
		return nil, nil // only what was sent one by one
	}
	by := webhook.Origin{IP: meta.IP, Platform: meta.OptPlatform}
	if s.opts.Hooks.Wants(a, hook.C2CAfterSendMsg) && !meta.NoAfter {
		unread, err := s.unreadNum(ctx, receiver(m))
		if err != nil {
			return nil, err
		}
		all = append(all, webhook.At(s.opts.Hooks, a, by, at, hook.C2CAfterSendMsg, func() *hook.C2CAfterSendMsgBody {
			b := sentBody(m, e.Kind == timeline.EntryMessage)
			b.UnreadMsgNum = unread
			return b
		}))
	}
	if s.opts.Hooks.Wants(a, hook.BotOnC2CMessage) && isRobot(m.ToAccount) && !isRobot(m.FromAccount) {
		there, err := s.opts.Robots(ctx, a.ID, []string{m.ToAccount})
		if err != nil {
			return nil, err
		}
		if len(there) == 1 {
			all = append(all, webhook.At(s.opts.Hooks, a, by, at, hook.BotOnC2CMessage, func() *hook.BotOnC2CMessageBody {
				b := hook.BotOnC2CMessageBody(*sentBody(m, e.Kind == timeline.EntryMessage))
				b.UnreadMsgNum = -1
				return &b
			}))
		}
	}
	return all, nil
}

func isRobot(name string) bool { return strings.HasPrefix(name, account.RobotPrefix) }

// mostCounted is how many conversations of an account are looked at to tell how much
// it has not read.
const mostCounted = 1000

// unreadNum returns how many one-to-one messages an account has not read, -1 if that
// is too much to count.
func (s *Service) unreadNum(ctx context.Context, owner id.Account) (int64, error) {
	places, err := s.log.Places(ctx, owner.App, owner.ID)
	if err != nil || len(places) > mostCounted {
		return -1, err
	}
	all, err := s.pairs(ctx, owner)
	if err != nil {
		return -1, err
	}
	var total uint64
	for i := range all {
		total += all[i].unread
	}
	return int64(total), nil
}

func (s *Service) toldOfReading(ctx context.Context, a *app.App, e *timeline.Entry) ([]*webhook.Event, error) {
	if !s.opts.Hooks.Wants(a, hook.C2CAfterMsgReport) {
		return nil, nil
	}
	pair, err := s.accounts.ByID(ctx, a.ID, []uint64{e.Conv.A, e.Conv.B})
	if err != nil {
		return nil, err
	}
	reader, there := pair[e.Account]
	peer, alsoThere := pair[e.Conv.Peer(e.Account)]
	if !there || !alsoThere {
		return nil, nil
	}
	unread, err := s.unreadNum(ctx, reader)
	if err != nil {
		return nil, err
	}
	return []*webhook.Event{webhook.At(s.opts.Hooks, a, webhook.Origin{}, time.UnixMilli(e.At), hook.C2CAfterMsgReport,
		func() *hook.C2CAfterMsgReportBody {
			return &hook.C2CAfterMsgReportBody{Report: reader.Name, Peer: peer.Name, LastReadTime: e.Time, UnreadMsgNum: unread}
		})}, nil
}

func (s *Service) toldOfRecall(ctx context.Context, a *app.App, e *timeline.Entry) ([]*webhook.Event, error) {
	if !s.opts.Hooks.Wants(a, hook.C2CAfterMsgWithDraw) {
		return nil, nil
	}
	m := e.Message
	unread, err := s.unreadNum(ctx, receiver(m))
	if err != nil {
		return nil, err
	}
	return []*webhook.Event{webhook.At(s.opts.Hooks, a, webhook.Origin{}, time.UnixMilli(e.At), hook.C2CAfterMsgWithDraw,
		func() *hook.C2CAfterMsgWithDrawBody {
			return &hook.C2CAfterMsgWithDrawBody{From: m.FromAccount, To: m.ToAccount, MsgKey: keyOf(m).String(), MsgId: msgID(m), UnreadMsgNum: unread}
		})}, nil
}

// toldOfChange tells that a message was changed.
func (s *Service) toldOfChange(c *api.Caller, m *timeline.Message) *webhook.Event {
	return webhook.Of(s.opts.Hooks, c, hook.C2CAfterModifyMsg, func() *hook.C2CAfterModifyMsgBody {
		return &hook.C2CAfterModifyMsgBody{Operator: c.Account.Name, From: m.FromAccount, To: m.ToAccount, MsgSeq: m.Seq, Random: m.Random,
			MsgTime: m.Time, MsgKey: keyOf(m).String(), MsgBody: elements(m), CloudCustomData: m.CloudCustomData}
	})
}

// toldOfReceipts tells that a reader sent receipts.
func (s *Service) toldOfReceipts(c *api.Caller, peer id.Account, done *receipted) *webhook.Event {
	return webhook.Of(s.opts.Hooks, c, hook.C2CAfterMsgReadReceipt, func() *hook.C2CAfterMsgReadReceiptBody {
		b := &hook.C2CAfterMsgReadReceiptBody{Operator: done.reader, Peer: peer.Name}
		for i := range done.messages {
			m := &done.messages[i]
			b.C2CMsgInfo = append(b.C2CMsgInfo, hook.C2CMessage{From: m.FromAccount, To: m.ToAccount, MsgKey: keyOf(m).String(), MsgId: msgID(m)})
		}
		return b
	})
}
