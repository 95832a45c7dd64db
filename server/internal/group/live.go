package group

import (
	"cmp"
	"context"
	"strconv"
	"time"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/deliver"
	"github.com/teahouse-chat/teahouse/server/internal/id"
	"github.com/teahouse-chat/teahouse/server/internal/room"
	"github.com/teahouse-chat/teahouse/wire/group"
)

// OnlineExpires is for how many seconds a client may believe how many are in a
// live room.
const OnlineExpires = 60

// room names a live room where instances note that they are in it. A group that
// gets the GroupId of a dismissed one has another.
func (g *Group) room() string { return strconv.FormatUint(g.ID, 36) }

// enterLive puts the caller's session into a live room and notes it in the
// instance's row, so that it comes back after its socket or the server was cut.
// Entering twice is no error: clients do it after they lost their page.
func (s *Service) enterLive(ctx context.Context, c *api.Caller, g *Group) (*group.ApplyJoinGroupResponse, error) {
	session, ok := c.Session.(*deliver.Session)
	if !ok || c.Instance == 0 {
		return nil, group.ErrNotPermitted.With("log in first")
	}
	if until, err := s.Roster.BannedUntil(ctx, g.ID, c.Account.ID, time.Now()); err != nil || until != 0 {
		return nil, cmp.Or(err, error(group.ErrNotPermitted.With("banned from this group")))
	}
	if err := s.Accounts.EnterRoom(ctx, c, g.room()); err != nil {
		return nil, err
	}
	fresh, total := s.Rooms.Enter(g.Conv(), c.Account, c.Instance, session)
	// Once more: a ban takes out who is in the room, and then nobody else looks.
	if until, err := s.Roster.BannedUntil(ctx, g.ID, c.Account.ID, time.Now()); err != nil || until != 0 {
		s.Rooms.Expel(g.Conv(), c.Account.ID)
		return nil, cmp.Or(err, s.Accounts.LeaveRoom(ctx, c, g.room()), error(group.ErrNotPermitted.With("banned from this group")))
	}
	if fresh {
		s.tellLive(ctx, g, group.TipJoined, c.Account, total, c.Instance)
	}
	return &group.ApplyJoinGroupResponse{JoinedStatus: group.JoinedSuccess, HugeGroupFlag: 1,
		AVChatRoomKey: g.room()}, nil
}

// Reenter puts the session of an instance that is back into a live room where it
// was: without telling anybody, as it never left.
func (s *Service) Reenter(ctx context.Context, a id.Account, instance uint64, session *deliver.Session, room string) error {
	number, err := strconv.ParseUint(room, 36, 64)
	if err != nil {
		return err
	}
	g, err := s.ByID(ctx, number)
	if err != nil || !g.Rules().Live {
		return err
	}
	if until, err := s.Roster.BannedUntil(ctx, g.ID, a.ID, time.Now()); err != nil || until != 0 {
		return err
	}
	s.Rooms.Enter(g.Conv(), a, instance, session)
	return nil
}

// LeaveLive takes the caller's session out of a live room. Its account is gone
// from there with the last of its sessions.
func (s *Service) LeaveLive(ctx context.Context, c *api.Caller, g *Group) error {
	if err := s.Accounts.LeaveRoom(ctx, c, g.room()); err != nil {
		return err
	}
	if gone, total := s.Rooms.Leave(g.Conv(), c.Instance); gone {
		s.tellLive(ctx, g, group.TipQuit, c.Account, total, 0)
	}
	return nil
}

// leftRoom tells a live room that somebody's connection is gone.
func (s *Service) leftRoom(ctx context.Context, e room.Left) {
	g, err := s.ByID(ctx, e.Conv.A)
	if err != nil {
		return // dismissed meanwhile
	}
	s.tellLive(ctx, g, group.TipQuit, e.Account, e.Members, 0)
}

// tellLive tells those in a live room who came or went.
func (s *Service) tellLive(ctx context.Context, g *Group, op int, who id.Account, total int, origin uint64) {
	show := g.Rules().Tips.Joined
	if op == group.TipQuit {
		show = g.Rules().Tips.Quit
	}
	if show == Untold || !s.Rooms.AdmitTip(g.Conv()) {
		return
	}
	one := []id.Account{who}
	tip := Concerning(s.NewTip(ctx, op, who), one, s.Persons(ctx, one))
	tip.MemberNum = total
	tip.OnlineInfo = &group.OnlineInfo{OnlineMemberNum: total, ExpireTime: OnlineExpires}
	if op == group.TipJoined {
		tip.GroupJoinType = group.JoinApplied
	}
	after := NewAftermath(g, origin).Say(show, 0, tip)
	s.showAside(ctx, after, &after.Tips[0])
}
