package group

import (
	"context"
	"strconv"

	"github.com/teahouse-chat/teahouse/server/internal/id"
	"github.com/teahouse-chat/teahouse/server/internal/roster"
	"github.com/teahouse-chat/teahouse/server/internal/stream"
	"github.com/teahouse-chat/teahouse/server/internal/timeline"
	"github.com/teahouse-chat/teahouse/wire"
	"github.com/teahouse-chat/teahouse/wire/group"
	"github.com/teahouse-chat/teahouse/wire/notice"
)

// recalled is the IsPlaceMsg of a recalled message.
const recalled = 2

// Show is a stored message or tip of a group as clients get it, with the card that
// its sender has now. Event tells which of both it is.
func (s *Service) Show(ctx context.Context, g *Group, m *timeline.Message) group.Message {
	shown := group.Message{
		Event: notice.GroupMessages, From: m.FromAccount, ToGroupID: g.GroupID, GroupID: g.GroupID,
		MsgSeq: m.Seq, MsgRandom: m.Random, ClientSeq: m.ClientSeq, MsgTimeStamp: m.Time, MsgClientTime: m.ClientTime,
		TinyID: strconv.FormatUint(m.From, 10), MsgPriority: int(m.Priority), MsgBody: stream.Shown(m),
		CloudCustomData: m.CloudCustomData, GroupAtInfo: m.AtInfo, MsgVersion: m.Version,
		NeedReadReceipt: bit(m.Flags, timeline.FlagNeedReadReceipt), SupportMessageExtension: bit(m.Flags, timeline.FlagSupportExtension),
		IsRelayMsg: bit(m.Flags, timeline.FlagRelay), CheckResult: wire.CheckResult(m.Flags.Has(timeline.FlagRisk)),
		GroupInfo: g.Info(),
	}
	shown.ToTopicID = shown.GroupInfo.TopicID
	if m.ClientTime == 0 {
		shown.MsgClientTime = m.Time
	}
	if m.Flags&(timeline.FlagNoUnread|timeline.FlagNoLastMsg) != 0 || len(m.Targets) > 0 {
		shown.SendMsgControl = &group.Control{NoUnread: bit(m.Flags, timeline.FlagNoUnread), NoLastMsg: bit(m.Flags, timeline.FlagNoLastMsg)}
	}
	if len(m.Targets) > 0 {
		shown.SendMsgControl.NoUnread = 1 // the server does not count it either
	}
	if m.Flags.Has(timeline.FlagTip) {
		shown.Event, shown.From, shown.TinyID = notice.GroupTips, group.System, "0"
		return shown
	}
	if m.Flags.Has(timeline.FlagRecalled) {
		shown.IsPlaceMsg, shown.RevokerInfo = recalled, &group.Revoker{Account: m.Revoker, Reason: m.RevokeReason}
	}
	s.addSender(ctx, g, shown.GroupInfo, id.Account{App: g.App, ID: m.From, Name: m.FromAccount})
	return shown
}

// addSender says who the sender is: nick, avatar, and as what it is a member.
func (s *Service) addSender(ctx context.Context, g *Group, about *group.About, from id.Account) {
	c := s.Profiles.Card(ctx, from)
	about.FromAccountNick, about.FromAccountHeadurl = c.Nick, c.FaceURL
	about.MsgFromAccountExtra = &group.SenderExtra{}
	if m, err := s.MemberOf(ctx, g, from); err == nil && m.Role != roster.None {
		about.MsgFromAccountExtra = &group.SenderExtra{NameCard: m.NameCard, Role: int(m.Role)}
	}
}

func bit(f, x timeline.Flags) int {
	if f.Has(x) {
		return 1
	}
	return 0
}

// Event is the event object that carries a message or tip: for pushes and, of a
// tip, for conversation lists.
func Event(m group.Message) any {
	event := m.Event
	m.Event = 0
	if event == notice.GroupMessages {
		m.MsgVersion = 0 // else clients take it for a change
		return notice.NewGroupMessages(m)
	}
	return notice.GroupTipEvent{Event: event, GroupTips: []group.Message{m}}
}

// Volatile is a message that is not stored as clients get it: MsgSeq is the
// number that the room gave it.
func (s *Service) Volatile(ctx context.Context, g *Group, m *timeline.Message, onlineOnly bool) group.Message {
	shown := s.Show(ctx, g, m)
	if onlineOnly {
		shown.OnlineOnlyFlag = 1
	}
	return shown
}

// profile is a group's profile with all base fields.
func (s *Service) profile(g *Group, owner string, members int, h timeline.Head) group.Profile {
	p := group.Profile{
		GroupID: g.GroupID, Type: g.Type, Name: g.Name, AppID: g.App, Introduction: g.Introduction,
		Notification: g.Notification, FaceURL: g.FaceURL, Owner: owner, CreateTime: g.Created.Unix(),
		InfoSeq: g.InfoSeq, LastInfoTime: g.InfoTime.Unix(), LastMsgTime: int64(h.Time), NextMsgSeq: h.Number + 1,
		MemberNum: members, MaxMemberNum: g.MaxMembers, ApplyJoinOption: g.ApplyOption, InviteJoinOption: g.InviteOption,
		MuteAllMember: onOff(g.MuteAll), ShutUpAllMember: onOff(g.MuteAll), HistoryMsgBeforeJoin: g.HistoryBefore,
		LastRecallTime: h.LastRecall, AppDefinedData: g.Fields, AtInfoList: []group.AtInfo{},
	}
	if p.AppDefinedData == nil {
		p.AppDefinedData = []group.Field{}
	}
	if g.SupportTopic {
		p.SupportTopic, p.DefaultPermission = 1, g.DefaultPermission
	}
	if g.EnablePermission {
		p.EnablePermission = 1
	}
	if p.HistoryMsgBeforeJoin == "" {
		p.HistoryMsgBeforeJoin = onOff(g.Rules().HistoryBefore)
	}
	return p
}

func onOff(b bool) string {
	if b {
		return group.On
	}
	return group.Off
}
