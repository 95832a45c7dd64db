package live

import (
	"context"
	"encoding/json"
	"errors"
	"math/rand/v2"
	"time"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/deliver"
	"github.com/teahouse-chat/teahouse/server/internal/group"
	"github.com/teahouse-chat/teahouse/server/internal/id"
	"github.com/teahouse-chat/teahouse/server/internal/room"
	"github.com/teahouse-chat/teahouse/server/internal/roster"
	wire "github.com/teahouse-chat/teahouse/wire/group"
	"github.com/teahouse-chat/teahouse/wire/notice"
)

// getMsg serves members and guests. A member whose client polls is not pushed to.
func (s *Service) getMsg(ctx context.Context, c *api.Caller, req *wire.GetMsgRequest) (*wire.GetMsgResponse, error) {
	session, ok := c.Session.(*deliver.Session)
	if !ok || c.Later == nil {
		return nil, wire.ErrNotPermitted.With("polls come over a socket")
	}
	number, broadcast, err := group.ByPollKey(req.Key)
	if err != nil {
		return nil, err
	}
	conv := id.GroupConv(c.App.ID, number)
	g, err := s.polled(ctx, c, number)
	if name, over := s.groups.Rooms.Ended(conv); over && errors.Is(err, wire.ErrNoSuchGroup) {
		g, err = &group.Group{App: c.App.ID, ID: number, GroupID: name}, nil // told by the answer
	}
	if err != nil {
		return nil, err
	}
	p := room.Poll{Session: session, From: req.StartSeq, Latest: c.App.Settings.LiveHistory, Account: c.Account.ID, Instance: c.Instance,
		// An SDK begins with 1, also long after the first broadcast. A guest's does not
		// say: its key does.
		Broadcasts: max(req.StartBroadcastSeq, broadcast), Heeds: req.StartBroadcastSeq != 0 || c.Account.ID == 0}
	if c.Account.ID != 0 {
		session.Leave(conv)
	}
	p.Answer = func(page *room.Page) {
		c.Later(page.Encoded(func() []byte { return api.Envelope(s.pageOf(g, &p, page), nil) }))
	}
	s.groups.Rooms.Poll(conv, p)
	return nil, api.Held
}

// polled returns the live room of a poll. Members stay in it by their socket; one
// that was cut is back before it asks.
func (s *Service) polled(ctx context.Context, c *api.Caller, number uint64) (*group.Group, error) {
	g, err := s.groups.ByID(ctx, number)
	if err != nil {
		return nil, err
	}
	if g.App != c.App.ID || !g.Rules().Live {
		return nil, wire.ErrNoSuchGroup
	}
	if c.Account.Name == "" {
		return g, nil
	}
	st, err := s.groups.Stand(ctx, c, g.GroupID, "")
	if err == nil && st.Rank == roster.None {
		err = wire.ErrNotPermitted.With("not in the room")
	}
	return g, err
}

// pageOf is a page as the polls get it that share it. Guests are told by it that the
// room is no more; members have a notice of their own.
func (s *Service) pageOf(g *group.Group, p *room.Poll, page *room.Page) *wire.GetMsgResponse {
	resp := &wire.GetMsgResponse{Key: s.groups.PollKey(g, page.NextBroadcast), NextSeq: page.Next,
		RspMsgList: append([]json.RawMessage{}, page.Items...)}
	if p.Heeds {
		resp.NextBroadcastSeq, resp.RspBroadcastMsgList = page.NextBroadcast, addressed(page.Broadcasts, g)
	}
	if page.Ended && p.Account == 0 {
		resp.RspMsgList = append(resp.RspMsgList, dismissed(g, page.Next))
	}
	return resp
}

// dismissed is the notice that a room is no more, as polls have it.
func dismissed(g *group.Group, seq uint64) json.RawMessage {
	now := uint32(time.Now().Unix())
	n := wire.Message{Event: notice.GroupSystem, From: wire.System, ToGroupID: g.GroupID, GroupID: g.GroupID, MsgSeq: seq,
		MsgRandom: rand.Uint32(), MsgTimeStamp: now, MsgClientTime: now, TinyID: "0", MsgBody: json.RawMessage(`{"ReportType":5}`),
		GroupInfo: &wire.About{GroupID: g.GroupID, GroupName: g.Name, GroupType: wire.AVChatRoom}}
	raw, err := json.Marshal(n)
	if err != nil {
		return json.RawMessage(`{}`)
	}
	return raw
}
