package group

import (
	"context"
	"sync"

	"github.com/teahouse-chat/teahouse/server/internal/deliver"
	"github.com/teahouse-chat/teahouse/server/internal/event"
	"github.com/teahouse-chat/teahouse/server/internal/id"
	"github.com/teahouse-chat/teahouse/server/internal/roster"
	"github.com/teahouse-chat/teahouse/server/internal/topic"
	"github.com/teahouse-chat/teahouse/wire/group"
)

// follow subscribes: sessions hear of the stored groups of their account as long
// as it is a member.
func (s *Service) follow() {
	// A session that logs in reads the account's memberships while these may
	// change: the lock makes one wait for the other.
	var locks [64]sync.Mutex
	event.On(s.Events, func(ctx context.Context, e roster.Changed) {
		l := &locks[e.After.Account%uint64(len(locks))]
		l.Lock()
		defer l.Unlock()
		s.attach(ctx, e)
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
		if len(all) == 0 {
			return
		}
		wishes, err := s.Topics.Wishes(ctx, e.Account.ID, 0)
		if err != nil {
			s.Log.Error("topics of a session", "account", e.Account.Name, "error", err)
			session.CloseFor(deliver.GoingAway)
			return
		}
		for _, m := range all {
			session.Join(convOf(m), discards(m.MsgFlag))
		}
		for _, w := range wishes {
			session.Wish(id.GroupConv(e.Account.App, w.Group), w.Topic, wishOf(w.MsgFlag))
		}
		if err := s.openAgain(ctx, session, e.Account); err != nil {
			s.Log.Error("topics that an account reads", "account", e.Account.Name, "error", err) // it is told of the newest messages
		}
	})
	event.On(s.Events, func(_ context.Context, e topic.Set) {
		if e.Before.MsgFlag != e.After.MsgFlag {
			s.Hub.WishAccount(e.Topic.App, e.Account, id.GroupConv(e.Topic.App, e.Topic.Group), e.Topic.ID, wishOf(e.After.MsgFlag))
		}
	})
	event.On(s.Events, s.leftRoom)
	event.On(s.Events, func(_ context.Context, e Banned) {
		if e.Group.Rules().Live {
			s.Rooms.Expel(e.Group.Conv(), e.Account)
		}
	})
}

// attach lets the sessions of an account hear of a group, or no longer. What it
// had chosen for topics of a community before it left holds again.
func (s *Service) attach(ctx context.Context, e roster.Changed) {
	app, account := e.After.App, e.After.Account
	was, is := e.Before.Role != roster.None, e.After.Role != roster.None
	switch {
	case is && (!was || discards(e.Before.MsgFlag) != discards(e.After.MsgFlag)):
		s.Hub.JoinAccount(app, account, convOf(e.After), discards(e.After.MsgFlag))
	case was && !is:
		s.Hub.LeaveAccount(e.Before.App, e.Before.Account, convOf(e.Before))
	}
	if !is || was || len(s.Hub.Online(app, account)) == 0 {
		return
	}
	wishes, err := s.Topics.Wishes(ctx, account, e.After.Group)
	if err != nil {
		s.Log.Error("topics of a new member", "account", account, "error", err)
	}
	for _, w := range wishes {
		s.Hub.WishAccount(app, account, convOf(e.After), w.Topic, wishOf(w.MsgFlag))
	}
}

// wishOf is a receive option as delivery has it.
func wishOf(msgFlag string) deliver.Wish {
	switch {
	case msgFlag == "":
		return deliver.AsInAll
	case discards(msgFlag):
		return deliver.Discards
	}
	return deliver.Wants
}

// discards tells whether a member with a receive option wants none of the messages.
func discards(msgFlag string) bool {
	switch msgFlag {
	case group.Discard, group.DiscardExceptAt, group.NotReceiveMsgExceptAt:
		return true
	}
	return false
}
