package community

import (
	"context"
	"encoding/json"
	"time"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/group"
	"github.com/teahouse-chat/teahouse/server/internal/id"
	"github.com/teahouse-chat/teahouse/server/internal/timeline"
	base "github.com/teahouse-chat/teahouse/wire"
	wire "github.com/teahouse-chat/teahouse/wire/group"
)

// mostListed is how many numbers a NoUnreadSeqList holds.
const mostListed = 200

func (s *Service) getTopic(ctx context.Context, c *api.Caller, req *wire.GetTopicRequest) (*wire.GetTopicResponse, error) {
	if c.Door == api.REST && req.From == "" {
		return nil, wire.ErrBadParameter.With("From_Account is missing")
	}
	st, err := s.stand(ctx, c, req.GroupID, req.From)
	if err != nil {
		return nil, err
	}
	resp := &wire.GetTopicResponse{}
	topics, err := s.asked(ctx, st.Group, req.TopicIDList, resp)
	if err != nil {
		return nil, err
	}
	convs := make([]id.Conv, len(topics))
	for i, g := range topics {
		convs[i] = g.Conv()
	}
	glances, err := s.groups.Timeline.Glances(ctx, st.Actor.ID, convs, st.Member.Joined, s.groups.SeesBefore(c, &st), mostListed)
	if err != nil {
		return nil, err
	}
	filled := resp.Topics[:0:0]
	next := 0
	for _, one := range resp.Topics {
		if one.ErrorCode == 0 {
			if one, err = s.show(ctx, c, st, topics[next], &glances[next], req.ResponseFilter); err != nil {
				return nil, err
			}
			next++
		}
		filled = append(filled, one)
	}
	resp.Topics = filled
	if resp.Topics == nil {
		resp.Topics = []wire.TopicAndSelf{}
	}
	return resp, nil
}

// asked finds the topics of a request. resp gets an entry for each: those that are
// there are filled in later.
func (s *Service) asked(ctx context.Context, g *group.Group, names []string, resp *wire.GetTopicResponse) (topics []*group.Group, err error) {
	if len(names) == 0 {
		all, err := s.groups.Topics.Of(ctx, g.ID)
		for _, t := range all {
			topics = append(topics, g.Within(t))
		}
		resp.Topics = make([]wire.TopicAndSelf, len(topics))
		return topics, err
	}
	for _, name := range names {
		one := wire.TopicAndSelf{}
		in, err := s.groups.InTopic(ctx, g, name)
		if code := base.CodeOf(err); code < 0 {
			return nil, err
		} else if err == nil && in.Topic != nil {
			topics = append(topics, in)
		} else {
			one.ErrorCode, one.ErrorInfo = wire.ErrNoSuchTopic.Code, wire.ErrNoSuchTopic.Info
			one.TopicInfo = wire.TopicInfo{GroupID: g.GroupID, TopicID: name}
			one.TopicInfo.Only()
		}
		resp.Topics = append(resp.Topics, one)
	}
	return topics, nil
}

// show is one topic. What costs reads of its own is shown to clients alone.
func (s *Service) show(ctx context.Context, c *api.Caller, st group.Standing, in *group.Group, at *timeline.Glance, filter []string) (wire.TopicAndSelf, error) {
	t, now := in.Topic, time.Now()
	one := wire.TopicAndSelf{
		TopicInfo: wire.TopicInfo{GroupID: in.GroupID, TopicID: t.TopicID, TopicName: t.Name, FaceURL: t.FaceURL,
			Notification: t.Notification, Introduction: t.Introduction, CustomString: t.Custom, NextMsgSeq: at.Head.Number + 1,
			CreateTime: t.Created.Unix(), LastMsgTime: at.Head.Time, MuteAllMember: wire.Off, ShutUpAllFlag: flag(t.MuteAll),
			DefaultPermission: t.Permission},
		SelfInfo: wire.TopicSelf{MsgSeq: at.Read, NoUnreadSeqList: at.Uncounted},
	}
	if t.MuteAll {
		one.TopicInfo.MuteAllMember = wire.On
	}
	if one.SelfInfo.NoUnreadSeqList == nil {
		one.SelfInfo.NoUnreadSeqList = []uint64{}
	}
	m, err := s.groups.MemberOf(ctx, in, st.Actor)
	if err != nil {
		return one, err
	}
	one.SelfInfo.MsgFlag = m.MsgFlag
	if m.Muted(now) {
		one.SelfInfo.MuteTime = m.MutedUntil - now.Unix()
		one.SelfInfo.ShutUpTime = one.SelfInfo.MuteTime
	}
	if c.Door == api.REST {
		if len(filter) == 0 {
			filter = wire.TopicFields
		}
		one.TopicInfo.Only(filter...)
		return one, nil
	}
	if one.TopicInfo.AtInfoList, err = s.mentions(ctx, in, st.Actor, at.Read); err != nil {
		return one, err
	}
	if at.Last != nil && !at.Last.Flags.Has(timeline.FlagTip) {
		one.TopicInfo.LastMsg = s.last(ctx, in, at.Last)
	}
	return one, nil
}

// last is a topic's newest message.
func (s *Service) last(ctx context.Context, in *group.Group, m *timeline.Message) *wire.LastOfAll {
	shown := s.groups.Show(ctx, in, m)
	return &wire.LastOfAll{MsgTimeStamp: m.Time, LastMsgSeq: m.Seq, From: shown.From,
		FromAccountNick: shown.GroupInfo.FromAccountNick, FromAccountHeadurl: shown.GroupInfo.FromAccountHeadurl,
		MsgBody: json.RawMessage(shown.MsgBody), CloudCustomData: shown.CloudCustomData, MsgVersion: m.Version,
		IsPlaceMsg: shown.IsPlaceMsg, RevokerInfo: shown.RevokerInfo}
}
