package live

import (
	"context"
	"encoding/json"
	"errors"
	"strconv"
	"time"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/deliver"
	"github.com/teahouse-chat/teahouse/server/internal/group"
	"github.com/teahouse-chat/teahouse/server/internal/id"
	base "github.com/teahouse-chat/teahouse/wire"
	wire "github.com/teahouse-chat/teahouse/wire/group"
	"github.com/teahouse-chat/teahouse/wire/notice"
)

// broadcastEvent is the number of broadcasts in polls.
const broadcastEvent = 17

func (s *Service) sendBroadcastMsg(ctx context.Context, c *api.Caller, req *wire.SendBroadcastMsgRequest) (*wire.SendBroadcastMsgResponse, error) {
	m, err := s.broadcastOf(ctx, c, req)
	if err != nil {
		return nil, err
	}
	s.repeats.mu.Lock() // one broadcast at a time: so a repeat finds the first one's answer
	defer s.repeats.mu.Unlock()
	key, now := repeatKey(c, m), time.Now()
	if seq := s.repeats.find(key, now); seq != 0 {
		return &wire.SendBroadcastMsgResponse{MsgSeq: seq}, nil
	}
	if !s.gates.Admit(id.GroupConv(c.App.ID, 0), now, c.App.Settings.BroadcastRate) {
		return nil, wire.ErrRate.With("it takes %d broadcasts a second", c.App.Settings.BroadcastRate)
	}
	seq, rooms, err := s.groups.Rooms.Broadcast(ctx, c.App.ID, func(seq uint64) any {
		polled := *m
		polled.Event, polled.MsgSeq = broadcastEvent, seq
		return polled
	})
	if err != nil {
		return nil, err
	}
	s.repeats.add(key, seq, now)
	for _, conv := range rooms {
		s.pushBroadcast(ctx, conv, *m)
	}
	return &wire.SendBroadcastMsgResponse{MsgSeq: seq}, nil
}

// broadcastOf is a broadcast that is not addressed to a room yet.
func (s *Service) broadcastOf(ctx context.Context, c *api.Caller, req *wire.SendBroadcastMsgRequest) (*wire.Message, error) {
	from := c.Account
	if req.From != "" && req.From != from.Name {
		var err error
		if from, err = s.groups.Accounts.Lookup(ctx, c.App.ID, req.From); errors.Is(err, base.ErrNoSuchAccount) {
			return nil, wire.ErrBadParameter.With("no account is called %q", req.From)
		} else if err != nil {
			return nil, err
		}
	}
	body, err := json.Marshal(req.MsgBody)
	if err != nil {
		return nil, err
	}
	card := s.groups.Profiles.Card(ctx, from)
	now := uint32(time.Now().Unix())
	return &wire.Message{From: from.Name, MsgRandom: *req.Random, MsgTimeStamp: now, MsgClientTime: now,
		TinyID: strconv.FormatUint(from.ID, 10), MsgPriority: wire.PriorityNumber(wire.High), MsgBody: body, CloudCustomData: req.CloudCustomData,
		GroupInfo: &wire.About{GroupType: wire.AVChatRoom, FromAccountNick: card.Nick, FromAccountHeadurl: card.FaceURL}}, nil
}

// pushBroadcast shows a broadcast to those in a room who take pushes.
func (s *Service) pushBroadcast(ctx context.Context, conv id.Conv, m wire.Message) {
	if s.groups.Hub.Members(conv) == 0 {
		return
	}
	g, err := s.groups.ByID(ctx, conv.A)
	if err != nil {
		return // dismissed meanwhile
	}
	address(&m, g)
	m.Event = notice.GroupMessages
	err = s.groups.Rooms.InTurn(ctx, conv, func(seq uint64) {
		m.MsgSeq = seq
		f, err := deliver.Push(group.Event(m))
		if err != nil {
			s.groups.Log.Error("encode broadcast", "error", err)
			return
		}
		s.groups.Hub.ToConversation(conv, f)
	})
	if err != nil {
		s.groups.Log.Error("number of a broadcast", "group", g.GroupID, "error", err)
	}
}

// address makes a broadcast one of a room.
func address(m *wire.Message, g *group.Group) {
	about := *m.GroupInfo
	about.GroupID, about.GroupName, about.GroupType = g.GroupID, g.Name, wire.AVChatRoom
	m.ToGroupID, m.GroupID, m.GroupInfo = g.GroupID, g.GroupID, &about
}

// addressed makes broadcasts, as rooms keep them, ones of a room.
func addressed(docs []json.RawMessage, g *group.Group) []json.RawMessage {
	var all []json.RawMessage
	for _, doc := range docs {
		var m wire.Message
		if json.Unmarshal(doc, &m) != nil {
			continue // it was encoded by this program
		}
		address(&m, g)
		if raw, err := json.Marshal(m); err == nil {
			all = append(all, raw)
		}
	}
	return all
}
