package message

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"time"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/app"
	"github.com/teahouse-chat/teahouse/server/internal/id"
	"github.com/teahouse-chat/teahouse/server/internal/moderation"
	"github.com/teahouse-chat/teahouse/server/internal/timeline"
	"github.com/teahouse-chat/teahouse/server/internal/webhook"
	"github.com/teahouse-chat/teahouse/wire"
	"github.com/teahouse-chat/teahouse/wire/openim"
	hook "github.com/teahouse-chat/teahouse/wire/webhook"
)

func (s *Service) sendMsg(ctx context.Context, c *api.Caller, req *openim.SendMsgRequest) (*openim.SendMsgResponse, error) {
	from, err := s.speaker(ctx, c, req.From)
	if err != nil {
		return nil, err
	}
	to, err := s.peer(ctx, c, req.To)
	if err != nil {
		return nil, err
	}
	found, err := s.screen(ctx, c, from, req.MsgBody, req.SendMsgControl)
	if err != nil {
		return nil, err
	}
	m, err := s.newMessage(c, from, to, req, false)
	if err != nil {
		return nil, err
	}
	m.Flags = m.Flags.With(timeline.FlagRisk, found.Risk)
	if err := s.mayWrite(ctx, c, from, to, &m); err != nil {
		s.tellFailed(c, req, &m, err)
		return nil, err
	}
	modified, err := s.askBefore(ctx, c, req, &m)
	if errors.Is(err, webhook.ErrDropped) {
		return sent(&m), nil
	}
	if err != nil {
		return nil, err
	}
	s.profiles.Card(ctx, from) // so that who is told of the message finds it in memory
	if req.OnlineOnly() {
		return s.passOn(ctx, c.App, m), nil
	}
	stored, repeated, err := s.log.Append(ctx, m, timeline.Repeat{})
	if err != nil {
		return nil, err
	}
	if (modified || found.Changed) && !repeated && c.Instance != 0 {
		s.showModified(ctx, &stored)
	}
	return sent(&stored), nil
}

// screen refuses those who are muted everywhere, and words that are not said; words
// may be replaced, or marked. An application's server may ask not to look at words.
func (s *Service) screen(ctx context.Context, c *api.Caller, from id.Account, body openim.Body, control []string) (moderation.Verdict, error) {
	if err := s.opts.Moderation.MaySpeak(ctx, from, false); err != nil {
		return moderation.Verdict{}, err
	}
	if c.Admin && slices.Contains(control, openim.NoMsgCheck) {
		return moderation.Verdict{}, nil
	}
	return s.opts.Moderation.Body(ctx, from.App, body)
}

func sent(m *timeline.Message) *openim.SendMsgResponse {
	return &openim.SendMsgResponse{MsgTime: m.Time, MsgKey: keyOf(m).String(), MsgId: msgID(m)}
}

// mayWrite asks whether the receiver lets the sender write. What an application
// sends over REST is not asked about. Where the application hides block lists, the
// sender keeps a message that the receiver never sees.
func (s *Service) mayWrite(ctx context.Context, c *api.Caller, from, to id.Account, m *timeline.Message) error {
	if c.Door == api.REST || s.opts.MayWrite == nil {
		return nil
	}
	err := s.opts.MayWrite(ctx, c.App, from, to)
	if c.App.Settings.HideBlock && errors.Is(err, openim.ErrBlocked) {
		m.Flags |= timeline.FlagReceiverDoesNotKeep
		return nil
	}
	return err
}

// passOn shows an online-only message to those who are there.
func (s *Service) passOn(ctx context.Context, a *app.App, m timeline.Message) *openim.SendMsgResponse {
	if m.Time == 0 {
		m.Time = uint32(time.Now().Unix())
	}
	s.show(ctx, &m, true)
	if s.opts.Hooks.Wants(a, hook.C2CAfterSendMsg) || s.opts.Hooks.Wants(a, hook.BotOnC2CMessage) {
		s.opts.Hooks.Passed(&m)
	}
	return sent(&m)
}

// Meta is what goes with a message into the arrival log, for those who follow it.
type Meta struct {
	Push     openim.PushInfo `json:"OfflinePushInfo,omitempty"`
	Control  []string        `json:"SendMsgControl,omitempty"`
	Door     string          `json:"Door"`
	Platform int             `json:"Platform,omitempty"` // of the sender's client
	NoAfter  bool            `json:"NoAfter,omitempty"`  // no after-webhook for this message
	Batch    bool            `json:"Batch,omitempty"`

	// IP and OptPlatform are for webhooks.
	IP          string `json:"IP,omitempty"`
	OptPlatform string `json:"OptPlatform,omitempty"`
}

func (s *Service) metaOf(c *api.Caller, req *openim.SendMsgRequest, batch bool) (json.RawMessage, error) {
	m := Meta{Push: req.OfflinePushInfo, Control: req.SendMsgControl, Door: c.Door.String(), Platform: c.Head.Platform,
		NoAfter: forbids(c, req, forbidAfter), Batch: batch}
	if s.opts.Hooks.Wants(c.App, hook.C2CAfterSendMsg) || s.opts.Hooks.Wants(c.App, hook.BotOnC2CMessage) {
		by := webhook.By(c)
		m.IP, m.OptPlatform = by.IP, by.Platform
	}
	return json.Marshal(m)
}

// newMessage makes what is stored from a request. It is pure but for the number
// it draws where the request has none.
func (s *Service) newMessage(c *api.Caller, from, to id.Account, req *openim.SendMsgRequest, batch bool) (timeline.Message, error) {
	if err := checkBody(c, req.MsgBody, req.CloudCustomData); err != nil {
		return timeline.Message{}, err
	}
	m, err := s.withoutBody(c, from, to, req, batch)
	if err != nil {
		return m, err
	}
	m.Body = wire.AppendElements(nil, req.MsgBody)
	return m, nil
}

// withoutBody is newMessage but for the body.
func (s *Service) withoutBody(c *api.Caller, from, to id.Account, req *openim.SendMsgRequest, batch bool) (timeline.Message, error) {
	if err := notOfficial(c, from, to); err != nil {
		return timeline.Message{}, err
	}
	meta, err := s.metaOf(c, req, batch)
	if err != nil {
		return timeline.Message{}, err
	}
	m := timeline.Message{
		Conv: id.Pair(c.App.ID, from.ID, to.ID), From: from.ID, FromAccount: from.Name, ToAccount: to.Name,
		Seq: drawSeq(), Random: uint32(*req.MsgRandom), ClientTime: req.MsgClientTime,
		CloudCustomData: req.CloudCustomData, Flags: flags(req), Meta: meta, Origin: c.Instance,
	}
	if req.MsgSeq != nil {
		m.Seq, m.ReqSeq = uint64(*req.MsgSeq), uint64(*req.MsgSeq)
	}
	return m, nil
}

// flagRows says which fields of a request become which flag.
var flagRows = []struct {
	flag timeline.Flags
	set  func(r *openim.SendMsgRequest) bool
}{
	{timeline.FlagNoUnread, func(r *openim.SendMsgRequest) bool { return slices.Contains(r.SendMsgControl, openim.NoUnread) }},
	{timeline.FlagNoLastMsg, func(r *openim.SendMsgRequest) bool { return slices.Contains(r.SendMsgControl, openim.NoLastMsg) }},
	{timeline.FlagNeedReadReceipt, func(r *openim.SendMsgRequest) bool { return r.NeedReadReceipt == 1 }},
	{timeline.FlagSupportExtension, func(r *openim.SendMsgRequest) bool { return r.Extension == 1 }},
	{timeline.FlagRelay, func(r *openim.SendMsgRequest) bool { return r.IsRelayMsg == 1 }},
	{timeline.FlagSenderDoesNotKeep, func(r *openim.SendMsgRequest) bool { return r.SyncOtherMachine == 2 }},
}

func flags(req *openim.SendMsgRequest) (f timeline.Flags) {
	for _, row := range flagRows {
		if row.set(req) {
			f |= row.flag
		}
	}
	return f
}

// checkBody tests what goes into a message. An application's server is held to
// the kinds of elements that are documented; clients' new kinds pass through.
func checkBody(c *api.Caller, body openim.Body, custom string) error {
	if err := body.Check(c.Door == api.REST); err != nil {
		return err
	}
	return checkSize(c, body, custom)
}

func checkSize(c *api.Caller, body []wire.Element, custom string) error {
	if wire.BodySize(body, custom) > wire.MaxBody {
		if c.Door == api.REST {
			return openim.ErrLongRequest
		}
		return openim.ErrTooLong
	}
	return nil
}

// drawSeq returns a MsgSeq for a message that came without one: it rises within a
// second, where MsgSeq gives the order.
func drawSeq() uint64 { return uint64(uint32(time.Now().UnixMicro())) }
