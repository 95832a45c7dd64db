package group

import (
	"context"
	"sync"

	"github.com/teahouse-chat/teahouse/server/internal/deliver"
	"github.com/teahouse-chat/teahouse/server/internal/event"
	"github.com/teahouse-chat/teahouse/server/internal/roster"
	"github.com/teahouse-chat/teahouse/wire/group"
)

// follow subscribes: sessions hear of the stored groups of their account as long
// as it is a member.
func (s *Service) follow() {
	// A session that logs in reads the account's memberships while these may
	// change: the lock makes one wait for the other.
	var locks [64]sync.Mutex
	event.On(s.Events, func(_ context.Context, e roster.Changed) {
		l := &locks[e.After.Account%uint64(len(locks))]
		l.Lock()
		defer l.Unlock()
		s.attach(e)
	})
	event.On(s.Events, func(ctx context.Context, e event.SessionOpened) {
		session, ok := e.Session.(*deliver.Session)
		if !ok {
			return
		}
		l := &locks[e.Account.ID%uint64(len(locks))]
		l.Lock()
		defer l.Unlock()
		all, err := s.Roster.Of(ctx, e.Account.ID)
		if err != nil {
			s.Log.Error("groups of a session", "account", e.Account.Name, "error", err)
			session.CloseFor(deliver.GoingAway) // it would miss messages; it comes back and asks again
			return
		}
		for _, m := range all {
			session.Join(convOf(m), discards(m))
		}
	})
	event.On(s.Events, s.leftRoom)
	event.On(s.Events, func(_ context.Context, e Banned) {
		if e.Group.Rules().Live {
			s.Rooms.Expel(e.Group.Conv(), e.Account)
		}
	})
}

// attach lets the sessions of an account hear of a group, or no longer.
func (s *Service) attach(e roster.Changed) {
	switch was, is := e.Before.Role != roster.None, e.After.Role != roster.None; {
	case is && (!was || discards(e.Before) != discards(e.After)):
		s.Hub.JoinAccount(e.After.App, e.After.Account, convOf(e.After), discards(e.After))
	case was && !is:
		s.Hub.LeaveAccount(e.Before.App, e.Before.Account, convOf(e.Before))
	}
}

// discards tells whether a member wants none of the group's messages.
func discards(m roster.Member) bool {
	switch m.MsgFlag {
	case group.Discard, group.DiscardExceptAt, group.NotReceiveMsgExceptAt:
		return true
	}
	return false
}
