package group

import (
	"context"
	"encoding/json"

	"github.com/teahouse-chat/teahouse/server/internal/deliver"
	"github.com/teahouse-chat/teahouse/server/internal/id"
	"github.com/teahouse-chat/teahouse/server/internal/room"
	"github.com/teahouse-chat/teahouse/wire/group"
	"github.com/teahouse-chat/teahouse/wire/notice"
)

// showAside shows members who are online a tip that is not in the history. In a
// live room, which has none, tips are what others have in theirs.
func (s *Service) showAside(ctx context.Context, a *Aftermath, t *TipToSay) {
	event := notice.GroupAside
	if types[a.About.Type].Live {
		event = notice.GroupTips
	}
	s.show(ctx, a, t, event)
}

// ShowChange shows those online, but for the instance origin, a change that clients
// keep apart from what was said: of attributes or counters.
func (s *Service) ShowChange(ctx context.Context, g *Group, origin uint64, tip group.Tip) {
	a := NewAftermath(g, origin).Say(Online, 0, tip)
	a.Tips[0].Except = origin
	s.show(ctx, a, &a.Tips[0], notice.GroupAside)
}

func (s *Service) show(ctx context.Context, a *Aftermath, t *TipToSay, event int) {
	conv := a.conv()
	body, err := json.Marshal(t.Body)
	if err != nil {
		s.Log.Error("encode tip", "error", err)
		return
	}
	m := group.Message{From: group.System, ToGroupID: a.About.GroupID, GroupID: a.About.GroupID, MsgRandom: t.Random,
		MsgTimeStamp: t.Time, MsgClientTime: t.Time, TinyID: "0", MsgBody: body,
		GroupInfo: a.About.info()}
	live := types[a.About.Type].Live
	show := func(seq uint64) {
		m.MsgSeq, m.Event = seq, event
		s.push(Event(m), func(f *deliver.Frame) {
			f.Except, f.Part = t.Except, a.Topic
			switch {
			case t.Only != 0:
				s.Hub.ToAccount(a.App, t.Only, f)
			case live:
				s.Rooms.Show(conv, f, room.Item{Seq: seq, Body: m})
			default:
				s.Hub.ToConversation(id.GroupConv(a.App, a.Group), f)
			}
		})
	}
	if live {
		err = s.Rooms.InTurn(ctx, conv, show)
	} else if h, failed := s.Timeline.Head(ctx, conv); failed == nil {
		show(h.Number + 1)
	} else {
		err = failed
	}
	if err != nil {
		s.Log.Warn("number of a tip", "group", a.About.GroupID, "error", err)
	}
}
