package conversation

import (
	"context"
	"encoding/json"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/id"
	"github.com/teahouse-chat/teahouse/server/internal/stream"
	"github.com/teahouse-chat/teahouse/server/internal/timeline"
	"github.com/teahouse-chat/teahouse/wire"
	"github.com/teahouse-chat/teahouse/wire/notice"
	"github.com/teahouse-chat/teahouse/wire/recent"
)

func (s *Service) pageGet(ctx context.Context, c *api.Caller, req *recent.PageGetRequest) (*recent.PageGetResponse, error) {
	owner, err := s.owner(ctx, c, req.From)
	if err != nil {
		return nil, err
	}
	all, err := s.lists(ctx, owner)
	if err != nil {
		return nil, err
	}
	items, next := page(all, at{req.TimeStamp, req.StartIndex})
	k, err := s.kept(ctx, owner)
	if err != nil {
		return nil, err
	}
	remarks, err := s.remarks(ctx, owner, items)
	if err != nil {
		return nil, err
	}
	resp := &recent.PageGetResponse{SessionItem: []recent.SessionItem{}, CompleteFlag: bit(next == at{}),
		TimeStamp: next.time, StartIndex: next.index, GroupItem: k.groups}
	for i := range items {
		item := s.common(owner, &items[i], &k)
		if items[i].Conv.Kind == id.Group {
			s.asGroup(ctx, &items[i], &item)
		} else if err := s.asPair(ctx, &items[i], &item, remarks); err != nil {
			return nil, err
		}
		resp.SessionItem = append(resp.SessionItem, item)
	}
	return resp, nil
}

func (s *Service) remarks(ctx context.Context, owner id.Account, items []entry) (map[uint64]string, error) {
	if s.opts.Remarks == nil {
		return nil, nil
	}
	var peers []uint64
	for i := range items {
		if items[i].Conv.Kind == id.OneToOne {
			peers = append(peers, items[i].peer.ID)
		}
	}
	if len(peers) == 0 {
		return nil, nil
	}
	return s.opts.Remarks(ctx, owner, peers)
}

// common fills in what conversations of both kinds have.
func (s *Service) common(owner id.Account, e *entry, k *kept) recent.SessionItem {
	t := s.targetOf(owner, e.Conv)
	m := k.marks[t]
	item := recent.SessionItem{Type: t.kind, TopFlags: bit(e.Place.Pinned != 0), StandardMark: recent.MarkText(m.standard),
		CustomMark: m.custom, ContactGroupId: k.in(t), MsgRecvOption: k.options[t.peer]}
	if e.Last == nil {
		return item
	}
	item.MsgTimeStamp, item.MsgSeq = e.Last.Time, e.Last.Seq
	item.LastMsg = &recent.LastMsg{CloudCustomData: e.Last.CloudCustomData}
	if !e.Last.Flags.Has(timeline.FlagTip) {
		item.LastMsg.MsgBody = elements(e.Last)
	}
	if e.Last.Flags.Has(timeline.FlagRecalled) {
		item.LastMsg.Revoker = &notice.RevokerInfo{Revoker: e.Last.Revoker, Reason: e.Last.RevokeReason}
	}
	return item
}

func (s *Service) asPair(ctx context.Context, e *entry, item *recent.SessionItem, remarks map[uint64]string) (err error) {
	card := s.profiles.Card(ctx, e.peer)
	item.To, item.C2cNick, item.C2cImage, item.C2cRemark = e.peer.Name, card.Nick, card.FaceURL, remarks[e.peer.ID]
	if e.Last != nil {
		item.LastFrom = e.Last.FromAccount
		item.LastMsgFlags = bit(e.Last.Flags.Has(timeline.FlagRecalled)) * recent.LastRecalledC2C
	}
	item.PeerReadTime, err = s.log.PeerRead(ctx, e.Conv, e.peer.ID)
	return err
}

func (s *Service) asGroup(ctx context.Context, e *entry, item *recent.SessionItem) {
	g := &e.group
	item.GroupId, item.GroupNick, item.GroupImage, item.GroupType = g.ID, g.Name, g.FaceURL, g.Type
	item.MsgRecvOption = g.Option
	item.GroupNextMsgSeq, item.GroupReadedSeq = e.Head.Number+1, e.Place.Read
	item.UnreadMsgCount = max(e.Head.Number-min(e.Place.Read, e.Head.Number), e.Unread)
	item.UnreadIgnored = item.UnreadMsgCount - e.Unread
	if e.Last == nil {
		return
	}
	// Clients read a history from this number on: also where the newest message is not
	// one for lists.
	item.MsgSeq = e.Head.Number
	item.GroupFrom = e.Last.FromAccount
	item.LastMsgFlags = bit(e.Last.Flags.Has(timeline.FlagRecalled)) * recent.LastRecalledGroup
	if e.Last.Flags.Has(timeline.FlagTip) {
		item.LastMsg.Event, item.LastMsg.GroupTips = eventTip, tip(e.Last, g)
		return
	}
	from := id.Account{App: e.Conv.App, ID: e.Last.From, Name: e.Last.FromAccount}
	item.GroupFromNick, item.GroupFromCard = s.profiles.Card(ctx, from).Nick, g.SenderCard
}

const (
	eventTip = 4
	system   = "@TIM#SYSTEM" // whom clients see as the sender of tips
)

func tip(m *timeline.Message, g *GroupFacts) *recent.LastTip {
	at := m.ClientTime
	if at == 0 {
		at = m.Time
	}
	return &recent.LastTip{From: system, ToGroupId: g.ID, GroupId: g.ID, MsgSeq: m.Seq, MsgRandom: m.Random,
		MsgTimeStamp: m.Time, MsgClientTime: at, TinyId: "0", MsgBody: m.Body,
		GroupInfo: recent.LastTipGroup{GroupId: g.ID, GroupName: g.Name, GroupType: g.Type}}
}

// elements decodes a stored body. It was checked when it was stored.
func elements(m *timeline.Message) []wire.Element {
	var body []wire.Element
	if json.Unmarshal(stream.Shown(m), &body) != nil {
		return nil
	}
	return body
}

func bit(b bool) int {
	if b {
		return 1
	}
	return 0
}
