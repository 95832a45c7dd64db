package groupmsg

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"time"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/deliver"
	"github.com/teahouse-chat/teahouse/server/internal/group"
	"github.com/teahouse-chat/teahouse/server/internal/id"
	"github.com/teahouse-chat/teahouse/server/internal/member"
	"github.com/teahouse-chat/teahouse/server/internal/moderation"
	"github.com/teahouse-chat/teahouse/server/internal/room"
	"github.com/teahouse-chat/teahouse/server/internal/roster"
	"github.com/teahouse-chat/teahouse/server/internal/timeline"
	"github.com/teahouse-chat/teahouse/server/internal/trace"
	"github.com/teahouse-chat/teahouse/server/internal/webhook"
	wire "github.com/teahouse-chat/teahouse/wire/group"
	"github.com/teahouse-chat/teahouse/wire/openim"
)

func (s *Service) sendGroupMsg(ctx context.Context, c *api.Caller, req *wire.SendGroupMsgRequest) (*wire.SendGroupMsgResponse, error) {
	st, err := s.speaker(ctx, c, req)
	var resp *wire.SendGroupMsgResponse
	if err == nil {
		resp, err = s.send(ctx, c, st, req)
	}
	if err != nil && err != api.Held {
		s.traceRefused(c, req, err)
		if st.Group != nil {
			s.tellFailed(c, st, req, err)
		}
	}
	return resp, err
}

// send sends a message of a speaker.
func (s *Service) send(ctx context.Context, c *api.Caller, st group.Standing, req *wire.SendGroupMsgRequest) (*wire.SendGroupMsgResponse, error) {
	found, err := s.screen(ctx, c, st.Actor, req)
	if err != nil {
		return nil, err
	}
	m, err := s.newMessage(c, st, req)
	if err != nil {
		return nil, err
	}
	m.Flags = m.Flags.With(timeline.FlagRisk, found.Risk)
	if m.Targets, err = s.targets(ctx, st.Group, req.To); err != nil {
		return nil, err
	}
	err = s.askBefore(ctx, c, st, req, &m)
	drop := errors.Is(err, webhook.ErrDropped)
	switch {
	case err != nil && !drop:
		return nil, err
	case st.Group.Rules().Live:
		return s.sendLive(ctx, c, st.Group, m, drop)
	case drop:
		s.traced(st.Group, &m, trace.Silenced)
		return s.pretend(ctx, m)
	case req.OnlineOnlyFlag == 1:
		return s.sendOnlineOnly(ctx, c, st.Group, m)
	}
	stored, err := s.store(ctx, c, st.Group, m, req.GroupAtInfo)
	if err != nil {
		return nil, err
	}
	return &wire.SendGroupMsgResponse{MsgTime: stored.Time, MsgSeq: stored.Seq}, nil
}

// speaker finds out where a message goes, in whose name, and whether that one may speak
// there.
func (s *Service) speaker(ctx context.Context, c *api.Caller, req *wire.SendGroupMsgRequest) (group.Standing, error) {
	st, err := s.groups.StandIn(ctx, c, req.GroupID, req.TopicID, req.From)
	if err != nil {
		return st, err
	}
	if st.Group.SupportTopic && st.Group.Topic == nil {
		return st, wire.ErrNotPermitted.With("in this community messages are sent to its topics")
	}
	if st.Actor.ID == 0 { // an admin that never logged in has no account to send as
		return st, wire.ErrNoSuchAccount.With("%q", st.Actor.Name)
	}
	// An admin who names somebody speaks with that account's voice, member or not.
	rank := st.Rank
	if c.Admin && req.From != "" {
		rank = max(st.Member.Role, roster.Plain)
	}
	if err := s.maySpeak(ctx, st, rank); err != nil {
		return st, err
	}
	if slices.ContainsFunc(req.GroupAtInfo, func(at wire.Mention) bool { return at.All == 1 }) && !st.Allowed(group.CallingAll) {
		return st, wire.ErrNotPermitted.With("your permissions do not let you mention all here")
	}
	return st, nil
}

// maySpeak refuses those who are muted: here, or in all groups.
func (s *Service) maySpeak(ctx context.Context, st group.Standing, rank roster.Role) error {
	if err := member.MaySpeak(&st, rank, time.Now()); err != nil {
		return err
	}
	return s.groups.Moderation.MaySpeak(ctx, st.Actor, true)
}

// screen refuses words that are not said, replaces them or has them marked. An
// application's server may ask not to look at words.
func (s *Service) screen(ctx context.Context, c *api.Caller, from id.Account, req *wire.SendGroupMsgRequest) (moderation.Verdict, error) {
	if c.Admin && slices.Contains(req.SendMsgControl, openim.NoMsgCheck) {
		return moderation.Verdict{}, nil
	}
	return s.groups.Moderation.Body(ctx, from.App, req.MsgBody)
}

// newMessage turns a request into a message.
func (s *Service) newMessage(c *api.Caller, st group.Standing, req *wire.SendGroupMsgRequest) (timeline.Message, error) {
	body, err := encodeBody(c, req.MsgBody)
	if err != nil {
		return timeline.Message{}, err
	}
	m, err := s.withoutBody(c, st, req)
	m.Body = body
	return m, err
}

// withoutBody is newMessage but for the body.
func (s *Service) withoutBody(c *api.Caller, st group.Standing, req *wire.SendGroupMsgRequest) (m timeline.Message, err error) {
	m = timeline.Message{Conv: st.Group.Conv(), From: st.Actor.ID, FromAccount: st.Actor.Name, Random: *req.Random,
		ClientSeq: req.ClientSeq, ClientTime: req.MsgClientTime, CloudCustomData: req.CloudCustomData,
		Priority: uint8(wire.PriorityNumber(req.MsgPriority)), Origin: c.Instance}
	for _, f := range []struct {
		set  bool
		flag timeline.Flags
	}{
		{slices.Contains(req.SendMsgControl, wire.NoUnread) || !st.Group.Rules().Unread, timeline.FlagNoUnread},
		{slices.Contains(req.SendMsgControl, wire.NoLastMsg), timeline.FlagNoLastMsg},
		{(req.NeedReadReceipt == 1 || req.IsNeedReadReceipt == 1) && st.Group.Rules().Receipts, timeline.FlagNeedReadReceipt},
		{req.SupportMessageExtension == 1 && st.Group.Rules().History, timeline.FlagSupportExtension},
		{req.IsRelayMsg == 1, timeline.FlagRelay},
	} {
		if f.set {
			m.Flags |= f.flag
		}
	}
	if len(req.GroupAtInfo) > 0 {
		if m.AtInfo, err = json.Marshal(req.GroupAtInfo); err != nil {
			return m, err
		}
	}
	m.Meta, err = s.metaOf(c, req)
	return m, err
}

// targets looks up the only members that get a message; nil is all.
func (s *Service) targets(ctx context.Context, g *group.Group, names []string) ([]uint64, error) {
	if len(names) == 0 {
		return nil, nil
	}
	if !g.Rules().Targets {
		return nil, wire.ErrNotPermitted.With("groups of this type have no messages to some members")
	}
	found, err := s.groups.Accounts.LookupAll(ctx, g.App, names)
	if err != nil {
		return nil, err
	}
	all := []uint64{}
	for _, a := range found {
		m, err := s.groups.Roster.Member(ctx, g.ID, a.ID)
		if err != nil {
			return nil, err
		}
		if m.Role != roster.None {
			all = append(all, a.ID)
		}
	}
	if len(all) == 0 {
		return nil, wire.ErrBadParameter.With("To_Account names no member")
	}
	slices.Sort(all)
	return all, nil
}

// store appends to the timeline; those online are shown it by appended.
func (s *Service) store(ctx context.Context, c *api.Caller, g *group.Group, m timeline.Message, at []wire.Mention) (timeline.Message, error) {
	if !s.gates.Admit(m.Conv, time.Now(), rateOf(c, g)) {
		return m, wire.ErrRate.With("it takes %d a second", rateOf(c, g))
	}
	s.looks(c, g)
	s.groups.Profiles.Card(ctx, id.Account{App: g.App, ID: m.From, Name: m.FromAccount}) // so that appended finds it in memory
	if g.Topic != nil || !s.isMember(ctx, g, m.From) {
		m.Flags |= timeline.FlagSenderDoesNotKeep // no place for somebody who is not in the group, nor needed in a topic
	}
	who, err := s.mentioned(ctx, g, &m, at)
	if err != nil {
		return m, err
	}
	stored, err := s.append(ctx, g, m, who)
	return stored, dropped(err)
}

func (s *Service) isMember(ctx context.Context, g *group.Group, account uint64) bool {
	m, err := s.groups.Roster.Member(ctx, g.ID, account)
	return err == nil && m.Role != roster.None
}

// sendOnlineOnly shows a message to those online and keeps nothing.
func (s *Service) sendOnlineOnly(ctx context.Context, c *api.Caller, g *group.Group, m timeline.Message) (*wire.SendGroupMsgResponse, error) {
	if !s.gates.Admit(m.Conv, time.Now(), rateOf(c, g)) {
		return nil, wire.ErrRate.With("it takes %d a second", rateOf(c, g))
	}
	h, err := s.groups.Timeline.Head(ctx, m.Conv)
	if err != nil {
		return nil, err
	}
	m.Seq, m.Time = h.Number+1, uint32(time.Now().Unix())
	s.push(group.Event(s.groups.Volatile(ctx, g, &m, true)), func(f *deliver.Frame) {
		f.Except, f.SkipDiscard, f.Audience = m.Origin, true, audience(&m)
		f.Reach = s.traced(g, &m, trace.Shown)
		s.toReaders(ctx, g, f)
	})
	s.passed(c.App, &m)
	return &wire.SendGroupMsgResponse{MsgTime: m.Time, MsgSeq: m.Seq}, nil
}

// sendLive shows a message to those in a live room. One that does not fit into the
// room's limit is dropped, and its sender told that it was taken. While that is
// undecided, a client's next requests do not wait for it.
func (s *Service) sendLive(ctx context.Context, c *api.Caller, g *group.Group, m timeline.Message, drop bool) (resp *wire.SendGroupMsgResponse, err error) {
	if drop { // takes no room of others
		return s.showLive(ctx, c, g, m, trace.Silenced)
	}
	done := make(chan struct{})
	waits := s.groups.Rooms.Admit(m.Conv, int(m.Priority), rateOf(c, g), func(passes, waited bool) {
		became := trace.Limited
		if passes {
			became = trace.Shown
		}
		answer, failed := s.showLive(context.WithoutCancel(ctx), c, g, m, became)
		if waited && c.Later != nil {
			if failed != nil {
				s.groups.Log.Error("message to a live room", "group", g.GroupID, "error", failed)
			}
			c.Later(api.Envelope(answer, failed))
			return
		}
		resp, err = answer, failed
		close(done)
	})
	if waits && c.Later != nil {
		return nil, api.Held
	}
	<-done
	return resp, err
}

// showLive shows a message that was admitted (trace.Shown). One that was not gets a number
// too, as its sender is told one.
func (s *Service) showLive(ctx context.Context, c *api.Caller, g *group.Group, m timeline.Message, became string) (*wire.SendGroupMsgResponse, error) {
	resp := &wire.SendGroupMsgResponse{MsgTime: uint32(time.Now().Unix())}
	if became == trace.Limited {
		resp.MsgDropReason = wire.DropRate
	}
	m.Time = resp.MsgTime
	m.Flags &^= timeline.FlagNoUnread | timeline.FlagNoLastMsg
	err := s.groups.Rooms.InTurn(ctx, m.Conv, func(seq uint64) {
		resp.MsgSeq, m.Seq = seq, seq
		if became != trace.Shown {
			s.traced(g, &m, became)
			return
		}
		shown := s.groups.Volatile(ctx, g, &m, false)
		s.push(group.Event(shown), func(f *deliver.Frame) {
			f.Except, f.Droppable = m.Origin, m.Priority > 2
			f.Reach = s.traced(g, &m, trace.Shown)
			s.groups.Rooms.Show(m.Conv, f, room.Item{Seq: seq, Body: shown, Keep: c.App.Settings.LiveHistory})
		})
		s.passed(c.App, &m)
	})
	if err != nil {
		return nil, err
	}
	return resp, nil
}

// rateOf is how many messages a second a group takes.
func rateOf(c *api.Caller, g *group.Group) int { return c.App.Settings.RateOf(g.Type, g.GroupID) }

// dropped turns a group that went away meanwhile into the error that clients know.
func dropped(err error) error {
	if errors.Is(err, timeline.ErrDropped) {
		return wire.ErrNoSuchGroup
	}
	return err
}
