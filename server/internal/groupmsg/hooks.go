package groupmsg

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/app"
	"github.com/teahouse-chat/teahouse/server/internal/group"
	"github.com/teahouse-chat/teahouse/server/internal/roster"
	"github.com/teahouse-chat/teahouse/server/internal/timeline"
	"github.com/teahouse-chat/teahouse/server/internal/webhook"
	base "github.com/teahouse-chat/teahouse/wire"
	"github.com/teahouse-chat/teahouse/wire/account"
	wire "github.com/teahouse-chat/teahouse/wire/group"
	hook "github.com/teahouse-chat/teahouse/wire/webhook"
)

// Words of ForbidCallbackControl, which applications' servers may use.
const (
	forbidBefore = "ForbidBeforeSendMsgCallback"
	forbidAfter  = "ForbidAfterSendMsgCallback"
)

func forbids(c *api.Caller, req *wire.SendGroupMsgRequest, word string) bool {
	return c.Door == api.REST && slices.Contains(req.ForbidCallbackControl, word)
}

// meta is what goes with a message into the arrival log, for webhooks.
type meta struct {
	webhook.Origin
	Operator string `json:"operator"`
	NoAfter  bool   `json:"noAfter,omitempty"`
}

// metaOf returns nil where no webhook wants it.
func (s *Service) metaOf(c *api.Caller, req *wire.SendGroupMsgRequest) (json.RawMessage, error) {
	if !s.tellsOf(c.App) {
		return nil, nil
	}
	return json.Marshal(meta{webhook.By(c), c.Account.Name, forbids(c, req, forbidAfter)})
}

// tellsOf tells whether somebody is told of messages in groups.
func (s *Service) tellsOf(a *app.App) bool {
	return s.groups.Hooks.Wants(a, hook.GroupAfterSendMsg) || s.groups.Hooks.Wants(a, hook.BotOnGroupMessage)
}

// askBefore lets the application refuse, drop or change the message.
func (s *Service) askBefore(ctx context.Context, c *api.Caller, st group.Standing, req *wire.SendGroupMsgRequest, m *timeline.Message) error {
	if !s.groups.Hooks.Wants(c.App, hook.GroupBeforeSendMsg) || forbids(c, req, forbidBefore) {
		return nil
	}
	answer, err := webhook.Ask(ctx, s.groups.Hooks, c, hook.GroupBeforeSendMsg, func() *hook.GroupBeforeSendMsgBody {
		return &hook.GroupBeforeSendMsgBody{GroupID: st.Group.GroupID, Type: st.Group.Type, TopicID: st.Group.TopicID(), From: m.FromAccount,
			Operator: c.Account.Name, Random: m.Random, OnlineOnlyFlag: onlineOnly(st.Group, req), MsgBody: req.MsgBody,
			CloudCustomData: m.CloudCustomData, GroupAtInfo: atInfo(req.GroupAtInfo)}
	})
	if err != nil || answer == nil {
		return err
	}
	if answer.MsgBody != nil {
		if m.Body, err = encodeBody(&api.Caller{Door: api.WebSocket}, answer.MsgBody); err != nil {
			return err
		}
	}
	if answer.CloudCustomData != nil {
		m.CloudCustomData = *answer.CloudCustomData
	}
	return nil
}

func onlineOnly(g *group.Group, req *wire.SendGroupMsgRequest) int {
	if g.Rules().Live {
		return 0
	}
	return req.OnlineOnlyFlag
}

// pretend answers as if a message had been sent.
func (s *Service) pretend(ctx context.Context, m timeline.Message) (*wire.SendGroupMsgResponse, error) {
	h, err := s.groups.Timeline.Head(ctx, m.Conv)
	return &wire.SendGroupMsgResponse{MsgTime: uint32(time.Now().Unix()), MsgSeq: h.Number + 1}, err
}

// passed tells of a message that is not stored.
func (s *Service) passed(a *app.App, m *timeline.Message) {
	if s.tellsOf(a) {
		s.groups.Hooks.Passed(m)
	}
}

// tellFailed tells that a message could not be sent, unless that was the application's
// own wish.
func (s *Service) tellFailed(c *api.Caller, st group.Standing, req *wire.SendGroupMsgRequest, failed error) {
	var why *base.Error
	if !errors.As(failed, &why) || errors.Is(why, wire.ErrRefused) || why.Code >= 10100 && why.Code <= 10200 {
		return
	}
	g := st.Group
	s.groups.Hooks.Soon(g.Conv(), webhook.Of(s.groups.Hooks, c, hook.GroupSendMsgException,
		func() *hook.GroupSendMsgExceptionBody {
			return &hook.GroupSendMsgExceptionBody{GroupID: g.GroupID, Type: g.Type, TopicID: g.TopicID(), From: st.Actor.Name,
				Operator: c.Account.Name, Random: *req.Random, OnlineOnlyFlag: onlineOnly(g, req), MsgBody: req.MsgBody,
				CloudCustomData: req.CloudCustomData, GroupAtInfo: atInfo(req.GroupAtInfo), ErrorCode: why.Code, ErrorInfo: why.Info}
		}))
}

// toldOf makes what an application is told of an entry of the arrival log.
func (s *Service) toldOf(ctx context.Context, a *app.App, e *timeline.Entry) ([]*webhook.Event, error) {
	make := map[timeline.EntryKind]func(context.Context, *app.App, *group.Group, *timeline.Entry) ([]*webhook.Event, error){
		timeline.EntryMessage: s.toldOfMessage, timeline.EntryPassed: s.toldOfMessage, timeline.EntryRecall: s.toldOfRecall}[e.Kind]
	if make == nil {
		return nil, nil
	}
	g, err := s.groups.At(ctx, e.Conv)
	if errors.Is(err, wire.ErrNoSuchGroup) || errors.Is(err, wire.ErrNoSuchTopic) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return make(ctx, a, g, e)
}

func (s *Service) toldOfRecall(_ context.Context, a *app.App, g *group.Group, e *timeline.Entry) ([]*webhook.Event, error) {
	return []*webhook.Event{webhook.At(s.groups.Hooks, a, webhook.Origin{}, time.UnixMilli(e.At), hook.GroupAfterRecallMsg,
		func() *hook.GroupAfterRecallMsgBody {
			return &hook.GroupAfterRecallMsgBody{Operator: e.Message.Revoker, Type: g.Type, GroupID: g.GroupID, TopicID: g.TopicID(),
				MsgSeqList: []hook.MsgSeq{{MsgSeq: e.Message.Seq}}}
		})}, nil
}

func (s *Service) toldOfMessage(ctx context.Context, a *app.App, g *group.Group, e *timeline.Entry) (all []*webhook.Event, err error) {
	var by meta
	m := e.Message
	if m.Flags&(timeline.FlagTip|timeline.FlagImported) != 0 || json.Unmarshal(m.Meta, &by) != nil {
		return nil, nil
	}
	at := time.UnixMilli(e.At)
	if !by.NoAfter {
		all = append(all, webhook.At(s.groups.Hooks, a, by.Origin, at, hook.GroupAfterSendMsg, func() *hook.GroupAfterSendMsgBody {
			return sentBody(g, e, &by)
		}))
	}
	robots, err := s.robotsIn(ctx, a, g, m)
	if len(robots) > 0 {
		all = append(all, webhook.At(s.groups.Hooks, a, by.Origin, at, hook.BotOnGroupMessage, func() *hook.BotOnGroupMessageBody {
			b := sentBody(g, e, &by)
			return &hook.BotOnGroupMessageBody{GroupID: b.GroupID, Type: b.Type, TopicID: b.TopicID, From: b.From, Operator: b.Operator,
				Random: b.Random, MsgSeq: b.MsgSeq, MsgTime: b.MsgTime, OnlineOnlyFlag: b.OnlineOnlyFlag, MsgBody: b.MsgBody,
				AtRobots: robots, CloudCustomData: b.CloudCustomData}
		}))
	}
	return all, err
}

func sentBody(g *group.Group, e *timeline.Entry, by *meta) *hook.GroupAfterSendMsgBody {
	m := e.Message
	b := &hook.GroupAfterSendMsgBody{GroupID: g.GroupID, Type: g.Type, TopicID: g.TopicID(), From: m.FromAccount, Operator: by.Operator,
		Random: m.Random, MsgSeq: m.Seq, MsgTime: m.Time, MsgBody: []base.Element{}, CloudCustomData: m.CloudCustomData,
		MsgId: strconv.FormatUint(m.From, 10) + "-" + strconv.FormatUint(uint64(clientTime(m)), 10) + "-" + strconv.FormatUint(uint64(m.Random), 10)}
	if e.Kind == timeline.EntryPassed && !g.Rules().Live {
		b.OnlineOnlyFlag = 1
	}
	_ = json.Unmarshal(m.Body, &b.MsgBody) // it was checked when it was sent
	_ = json.Unmarshal(m.AtInfo, &b.GroupAtInfo)
	return b
}

// robotsIn returns the robots that a message mentions and that are in the group: none
// if a robot said it.
func (s *Service) robotsIn(ctx context.Context, a *app.App, g *group.Group, m *timeline.Message) (there []string, err error) {
	if s.Robots == nil || len(m.AtInfo) == 0 || isRobot(m.FromAccount) || !s.groups.Hooks.Wants(a, hook.BotOnGroupMessage) {
		return nil, nil
	}
	var at []wire.Mention
	if json.Unmarshal(m.AtInfo, &at) != nil {
		return nil, nil
	}
	var named []string
	for _, x := range at {
		if isRobot(x.Account) && !slices.Contains(named, x.Account) {
			named = append(named, x.Account)
		}
	}
	if len(named) == 0 {
		return nil, nil
	}
	if named, err = s.Robots(ctx, a.ID, named); err != nil {
		return nil, err
	}
	found, err := s.groups.Accounts.LookupAll(ctx, a.ID, named)
	if err != nil {
		return nil, err
	}
	for _, name := range named {
		is, err := s.groups.Roster.Member(ctx, g.ID, found[name].ID)
		if err != nil {
			return nil, err
		}
		if is.Role != roster.None || g.Rules().Live {
			there = append(there, name)
		}
	}
	return there, nil
}

func isRobot(name string) bool { return strings.HasPrefix(name, account.RobotPrefix) }

func atInfo(all []wire.Mention) (at []hook.At) {
	for _, x := range all {
		at = append(at, hook.At(x))
	}
	return at
}

// toldOfChange tells that a message was changed.
func (s *Service) toldOfChange(c *api.Caller, g *group.Group, m *timeline.Message) *webhook.Event {
	return webhook.Of(s.groups.Hooks, c, hook.GroupAfterModifyMsg, func() *hook.GroupAfterModifyMsgBody {
		b := &hook.GroupAfterModifyMsgBody{Operator: c.Account.Name, GroupID: g.GroupID, TopicID: g.TopicID(), MsgSeq: m.Seq,
			MsgBody: []base.Element{}, CloudCustomData: m.CloudCustomData}
		_ = json.Unmarshal(m.Body, &b.MsgBody) // it was checked when it was written
		return b
	})
}

// toldOfReceipt tells that a member has read a message.
func (s *Service) toldOfReceipt(c *api.Caller, st group.Standing, seq uint64, n wire.ReceiptCount) *webhook.Event {
	return webhook.Of(s.groups.Hooks, c, hook.GroupAfterReadReceipt, func() *hook.GroupAfterReadReceiptBody {
		return &hook.GroupAfterReadReceiptBody{GroupID: st.Group.GroupID, Type: st.Group.Type, GroupMsgReceiptList: []hook.GroupReceipt{{
			MsgSeq: seq, ReadNum: int(n.ReadNum), UnreadNum: int(n.UnreadNum), ReadReceiptMembers: []hook.Member{{Account: st.Actor.Name}}}}}
	})
}
