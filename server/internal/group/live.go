package group

import (
	"cmp"
	"context"
	"errors"
	"strconv"
	"strings"
	"time"

	"github.com/teahouse-chat/teahouse/server/internal/account"
	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/deliver"
	"github.com/teahouse-chat/teahouse/server/internal/id"
	"github.com/teahouse-chat/teahouse/server/internal/room"
	"github.com/teahouse-chat/teahouse/server/internal/store"
	"github.com/teahouse-chat/teahouse/server/internal/webhook"
	"github.com/teahouse-chat/teahouse/wire/group"
	"github.com/teahouse-chat/teahouse/wire/notice"
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
func (s *Service) enterLive(ctx context.Context, c *api.Caller, g *Group, history bool) (*group.ApplyJoinGroupResponse, error) {
	if c.Account.Name == "" {
		return s.watchLive(c, g), nil
	}
	session, ok := c.Session.(*deliver.Session)
	if !ok || c.Instance == 0 {
		return nil, group.ErrNotPermitted.With("log in first")
	}
	if until, err := s.Roster.BannedUntil(ctx, g.ID, c.Account.ID, time.Now()); err != nil || until != 0 {
		return nil, cmp.Or(err, error(group.ErrNotPermitted.With("banned from this group")))
	}
	if c.App.Settings.OneLiveRoom {
		if err := s.leaveOthers(ctx, c, g); err != nil {
			return nil, err
		}
	}
	if err := s.Accounts.EnterRoom(ctx, c, g.room()); err != nil {
		return nil, err
	}
	resp := &group.ApplyJoinGroupResponse{JoinedStatus: group.JoinedSuccess, HugeGroupFlag: 1, AVChatRoomKey: g.room()}
	polls := c.App.Settings.LivePolling
	if polls {
		resp.LongPollingKey, resp.StartSeq = s.PollKey(g, 0), s.Rooms.BeginPolls(g.Conv())
	}
	fresh, total := s.Rooms.Enter(g.Conv(), c.Account, c.Instance, session, polls)
	// Once more: a ban takes out who is in the room, and then nobody else looks.
	if until, err := s.Roster.BannedUntil(ctx, g.ID, c.Account.ID, time.Now()); err != nil || until != 0 {
		s.Rooms.Expel(g.Conv(), c.Account.ID)
		return nil, cmp.Or(err, s.Accounts.LeaveRoom(ctx, c, g.room()), error(group.ErrNotPermitted.With("banned from this group")))
	}
	if fresh {
		s.Hooks.Soon(g.Conv(), joined(s.Hooks, c.App.ID, webhook.By(c), g, group.JoinApplied, c.Account.Name, []id.Account{c.Account}))
		s.tellLive(ctx, g, group.TipJoined, c.Account, total, c.Instance)
	}
	if history && c.App.Settings.LiveHistory > 0 {
		resp.RspMsgList = s.Rooms.Latest(g.Conv(), c.App.Settings.LiveHistory, 0)
	}
	return resp, nil
}

// watchLive lets somebody who is not logged in watch a live room: by polls, as no
// member of it.
func (s *Service) watchLive(c *api.Caller, g *Group) *group.ApplyJoinGroupResponse {
	s.Rooms.BeginPolls(g.Conv()) // an SDK begins with 0: from its first poll on
	return &group.ApplyJoinGroupResponse{JoinedStatus: group.JoinedSuccess, HugeGroupFlag: 1,
		LongPollingKey: s.PollKey(g, s.Rooms.NextBroadcast(c.App.ID))}
}

// PollKey is what polls name a live room by, and where its broadcasts go on; 0 is from
// now on.
func (s *Service) PollKey(g *Group, broadcast uint64) string {
	if broadcast == 0 {
		broadcast = s.Rooms.NextBroadcast(g.App)
	}
	return g.room() + "." + strconv.FormatUint(broadcast, 36)
}

// ByPollKey is the opposite of PollKey. number is the internal number of the group,
// also when that is no more. Errors: group.ErrBadParameter.
func ByPollKey(key string) (number, broadcast uint64, err error) {
	room, next, _ := strings.Cut(key, ".")
	number, err = strconv.ParseUint(room, 36, 63)
	broadcast, failed := strconv.ParseUint(next, 36, 63)
	if err != nil || failed != nil {
		return 0, 0, group.ErrBadParameter.With("Key is none that was given")
	}
	return number, broadcast, nil
}

// leaveOthers takes an account out of the live rooms where it is, all its clients,
// but for one room. Its other clients are told, so that they do not believe they are
// still there.
func (s *Service) leaveOthers(ctx context.Context, c *api.Caller, g *Group) error {
	for _, conv := range s.Rooms.Of(c.Account) {
		other, err := s.ByID(ctx, conv.A)
		if errors.Is(err, group.ErrNoSuchGroup) || err == nil && other.ID == g.ID {
			continue
		}
		if err != nil {
			return err
		}
		after := NewAftermath(other, c.Instance)
		err = s.Change(ctx, g.App, func(tx *store.Tx) (*Aftermath, error) {
			after.Notices = nil
			return after.Hint(c.Account, c.Account.Name, notice.GroupSystemBody{ReportType: notice.ReportQuit}),
				account.ForgetRoom(tx, c.Account, other.room())
		})
		if err != nil {
			return err
		}
		if gone, total := s.Rooms.Expel(conv, c.Account.ID); gone {
			s.Hooks.Soon(conv, Exited(s.Hooks, c, other, ExitQuit, c.Account.Name, []id.Account{c.Account}))
			s.tellLive(ctx, other, group.TipQuit, c.Account, total, 0)
		}
	}
	return nil
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
	s.Hooks.Soon(g.Conv(), s.toldState(g, "Online", a))
	// One that polls is pushed to until its next poll, and nothing is lost.
	s.Rooms.Enter(g.Conv(), a, instance, session, false)
	return nil
}

// LeaveLive takes the caller's session out of a live room. Its account is gone
// from there with the last of its sessions.
func (s *Service) LeaveLive(ctx context.Context, c *api.Caller, g *Group) error {
	if err := s.Accounts.LeaveRoom(ctx, c, g.room()); err != nil {
		return err
	}
	if gone, total := s.Rooms.Leave(g.Conv(), c.Instance); gone {
		s.Hooks.Soon(g.Conv(), Exited(s.Hooks, c, g, ExitQuit, c.Account.Name, []id.Account{c.Account}))
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
	s.Hooks.Soon(e.Conv, s.toldState(g, "Offline", e.Account))
	s.Hooks.Soon(e.Conv, exited(s.Hooks, g.App, webhook.Origin{}, g, ExitQuit, e.Account.Name, []id.Account{e.Account}))
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
