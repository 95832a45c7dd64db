package groupmsg

import (
	"context"
	"math/rand/v2"
	"slices"
	"strconv"
	"time"

	"github.com/teahouse-chat/teahouse/server/internal/deliver"
	"github.com/teahouse-chat/teahouse/server/internal/group"
	"github.com/teahouse-chat/teahouse/server/internal/id"
	"github.com/teahouse-chat/teahouse/server/internal/stream"
	"github.com/teahouse-chat/teahouse/server/internal/timeline"
	"github.com/teahouse-chat/teahouse/server/internal/trace"
	base "github.com/teahouse-chat/teahouse/wire"
	wire "github.com/teahouse-chat/teahouse/wire/group"
	"github.com/teahouse-chat/teahouse/wire/notice"
)

// The functions here turn what happened in timelines into frames, once for all
// who get them. They run in the order of the changes.

// push encodes an event and hands it on.
func (s *Service) push(event any, send func(f *deliver.Frame)) {
	f, err := deliver.Push(event)
	if err != nil {
		s.groups.Log.Error("encode push", "error", err)
		return
	}
	send(f)
}

// groupOf returns the group or topic of a conversation, nil if it is none or is gone.
func (s *Service) groupOf(ctx context.Context, conv id.Conv) *group.Group {
	if conv.Kind != id.Group {
		return nil
	}
	g, err := s.groups.At(ctx, conv)
	if err != nil {
		return nil
	}
	return g
}

// appended shows a message or tip to all members but the sending connection.
func (s *Service) appended(ctx context.Context, e *timeline.Appended) {
	m := &e.Message
	g := s.groupOf(ctx, m.Conv)
	if g == nil {
		return
	}
	s.push(group.Event(s.groups.Show(ctx, g, m)), func(f *deliver.Frame) {
		f.Audience = audience(m)
		if !m.Flags.Has(timeline.FlagTip) {
			f.Except, f.SkipDiscard = m.Origin, true
			f.Reach = s.traced(g, m, trace.Stored)
		}
		s.toReaders(ctx, g, f)
	})
	s.tellNewest(ctx, g, m)
}

// audience is who may see a message to some members: they and its sender; nil is
// everybody.
func audience(m *timeline.Message) []uint64 {
	if len(m.Targets) == 0 {
		return nil
	}
	all := append(slices.Clone(m.Targets), m.From)
	slices.Sort(all)
	return slices.Compact(all)
}

// recalled shows all members that a message was recalled.
func (s *Service) recalled(ctx context.Context, e timeline.Recalled) {
	m := &e.Message
	g := s.groupOf(ctx, m.Conv)
	if g == nil {
		return
	}
	by := wire.Revoker{Account: m.Revoker, Reason: m.RevokeReason}
	n := s.about(g, m.Revoker)
	n.RevokerInfo = &by
	n.MsgBody = &notice.GroupSystemBody{Recalled: []notice.GroupRecall{{
		GroupID: g.GroupID, TopicID: g.TopicID(), MsgSeq: m.Seq, MsgRandom: m.Random, MsgTime: m.Time,
		TinyID: strconv.FormatUint(m.From, 10), MsgClientTime: clientTime(m), RevokerInfo: by}}}
	s.push(notice.GroupSystemEvent{Event: notice.GroupSystem, GroupTips: []notice.GroupSystemNotice{n}}, func(f *deliver.Frame) {
		f.Audience = audience(m)
		s.toReaders(ctx, g, f)
	})
}

func clientTime(m *timeline.Message) uint32 {
	if m.ClientTime == 0 {
		return m.Time
	}
	return m.ClientTime
}

// edited shows all members what a message has become.
func (s *Service) edited(ctx context.Context, e timeline.Edited) {
	m := &e.Message
	g := s.groupOf(ctx, m.Conv)
	if g == nil || stream.Quiet(m) {
		return
	}
	s.push(notice.GroupModifiedEvent{Event: notice.GroupModified, Modified: []notice.GroupChange{{
		GroupID: g.GroupID, TopicID: g.TopicID(), From: m.FromAccount, MsgSeq: m.Seq, MsgRandom: m.Random, MsgTime: m.Time,
		MsgVersion: m.Version, CloudCustomData: m.CloudCustomData, MsgBody: stream.Shown(m),
		CheckResult: base.CheckResult(m.Flags.Has(timeline.FlagRisk))}}}, func(f *deliver.Frame) {
		f.Audience = audience(m)
		s.toReaders(ctx, g, f)
	})
}

// marked tells an account's other devices how far it has read.
func (s *Service) marked(ctx context.Context, e timeline.Marked) {
	g := s.groupOf(ctx, e.Conv)
	if g == nil || e.Together {
		return
	}
	n := s.about(g, wire.System)
	n.MsgBody = &notice.GroupSystemBody{ReportType: notice.ReportRead,
		Read: []notice.GroupReadMark{{GroupID: g.GroupID, TopicID: g.TopicID(), LastReadMsgSeq: e.Number}}}
	s.push(notice.GroupSystemEvent{Event: notice.GroupSystem, GroupTips: []notice.GroupSystemNotice{n}}, func(f *deliver.Frame) {
		f.Except = e.Origin
		f.Behind = id.GroupConv(g.App, g.ID) // behind the message that it is about: clients count by what came
		s.groups.Hub.ToAccount(e.Conv.App, e.Account, f)
	})
}

// about begins a notice that is in no notice log.
func (s *Service) about(g *group.Group, from string) notice.GroupSystemNotice {
	now := uint32(time.Now().Unix())
	number := uint64(rand.Uint32N(1<<31)) + 1<<31
	return notice.GroupSystemNotice{From: from, ToGroupID: g.GroupID, MsgSeq: number, ClientSeq: number,
		MsgRandom: rand.Uint32(), MsgTimeStamp: now, MsgClientTime: now,
		GroupInfo: g.Info()}
}
