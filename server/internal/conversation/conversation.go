// Package conversation owns a user's list of conversations as its owner keeps
// it: paging through it, pinning, marks, groups of conversations, receive
// options and deleting. What was said in them belongs to the timelines.
package conversation

import (
	"context"
	"errors"
	"log/slog"
	"sync"

	"github.com/teahouse-chat/teahouse/server/internal/account"
	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/deliver"
	"github.com/teahouse-chat/teahouse/server/internal/event"
	"github.com/teahouse-chat/teahouse/server/internal/id"
	"github.com/teahouse-chat/teahouse/server/internal/profile"
	"github.com/teahouse-chat/teahouse/server/internal/roster"
	"github.com/teahouse-chat/teahouse/server/internal/store"
	"github.com/teahouse-chat/teahouse/server/internal/timeline"
	"github.com/teahouse-chat/teahouse/server/internal/webhook"
	"github.com/teahouse-chat/teahouse/wire"
	"github.com/teahouse-chat/teahouse/wire/openim"
	"github.com/teahouse-chat/teahouse/wire/recent"
)

// Service is the conversation room.
type Service struct {
	db         *store.DB
	log        *timeline.Log
	accounts   *account.Service
	profiles   *profile.Service
	hub        *deliver.Hub
	opts       Options
	keeps      *roster.Cache[uint64, kept]
	refreshing sync.Mutex
	options    sync.Map // accountKey -> map[uint64]int: receive options by peer; never changed once stored
}

type accountKey struct {
	app uint32
	id  uint64
}

// Options are what other packages know of conversations. What is nil knows
// nothing; a list then has no groups.
type Options struct {
	Log *slog.Logger
	// Hooks tells the application; nil: it is told nothing.
	Hooks *webhook.Hooks

	// GroupConvs returns the conversations of those of the named groups that
	// the account is a member of.
	GroupConvs func(ctx context.Context, a id.Account, names []string) (map[string]id.Conv, error)
	// GroupFacts returns what a list shows of groups. Those that are missing in
	// the answer are not listed: live rooms, communities with topics, topics.
	GroupFacts func(ctx context.Context, a id.Account, asked []GroupAsk) (map[id.Conv]GroupFacts, error)
	// CatchUp brings an account's conversations messages that are kept once for many;
	// nil: there are none. It is asked before an application reads them.
	CatchUp func(ctx context.Context, a id.Account) error
	// Remarks returns what the account calls peers, by their internal numbers.
	Remarks func(ctx context.Context, a id.Account, peers []uint64) (map[uint64]string, error)
}

// GroupAsk names a group, and the sender of its last message (0: none) whose
// name card is wanted.
type GroupAsk struct {
	Conv   id.Conv
	Sender uint64
}

// GroupFacts is what a list shows of a group.
type GroupFacts struct {
	ID         string
	Name       string
	FaceURL    string
	Type       string // as on the wire: Private, Public ...
	Option     int    // the account's receive option: 0 notify, 1 discard, 2 without notification, 3 only for @
	SenderCard string
}

// New returns the service.
func New(db *store.DB, log *timeline.Log, accounts *account.Service, profiles *profile.Service, hub *deliver.Hub, events *event.Hub, o Options) *Service {
	if o.Log == nil {
		o.Log = slog.Default()
	}
	s := &Service{db: db, log: log, accounts: accounts, profiles: profiles, hub: hub, opts: o,
		keeps: roster.NewExact[uint64](db, mostKept, kept.little)}
	event.On(events, func(_ context.Context, e keptChanged) { s.keeps.Drop(e.owner) })
	event.On(events, func(_ context.Context, e event.AccountCreated) {
		s.keeps.Put(e.Account.ID, kept{groups: []recent.GroupItem{}})
	})
	accounts.OnDelete(s.forgetAccount)
	return s
}

// Register adds the commands.
func (s *Service) Register(r *api.Registry) {
	api.Handle(r, recent.PageGet, api.User, s.pageGet)
	api.Handle(r, recent.GetList, api.Admin, s.getList)
	api.Handle(r, recent.BatchDelete, api.User, s.batchDelete)
	api.Handle(r, recent.Delete, api.Admin, s.delete)
	api.Handle(r, recent.ClearMsg, api.User, s.clearMsg)
	api.Handle(r, recent.Top, api.Admin|api.User, s.top)

	api.Handle(r, recent.MarkContact, api.Admin|api.User, s.markContact)
	api.Handle(r, recent.CreateContactGroup, api.Admin|api.User, s.createContactGroup)
	api.Handle(r, recent.UpdateContactGroup, api.Admin|api.User, s.updateContactGroup)
	api.Handle(r, recent.DelContactGroup, api.Admin|api.User, s.delContactGroup)
	api.Handle(r, recent.GetContactGroup, api.Admin|api.User, s.getContactGroup)
	api.Handle(r, recent.SearchContactGroup, api.Admin|api.User, s.searchContactGroup)

	api.Handle(r, openim.SetC2CPeerMuteNotifications, api.User, s.setC2CPeerMuteNotifications)
	api.Handle(r, openim.GetC2CPeerMuteNotifications, api.User, s.getC2CPeerMuteNotifications)
	api.Handle(r, openim.ReadAllUnreadMsg, api.User, s.readAllUnreadMsg)
	api.Handle(r, recent.WsSetDoNotDisturb, api.User, s.wsSetDoNotDisturb)
	api.Handle(r, recent.WsGetDoNotDisturb, api.User, s.wsGetDoNotDisturb)
}

// owner returns whose list a request is about.
func (s *Service) owner(ctx context.Context, c *api.Caller, name string) (id.Account, error) {
	name, err := c.ActAs(name)
	if err != nil {
		return id.Account{}, err
	}
	if name == c.Account.Name && c.Account.ID != 0 {
		return c.Account, nil
	}
	a, err := s.accounts.Lookup(ctx, c.App.ID, name)
	if errors.Is(err, wire.ErrNoSuchAccount) {
		return a, recent.ErrNoAccount.With("%q", name)
	}
	return a, err
}

// target is a conversation as a row names it.
type target struct {
	kind int
	peer uint64
}

func (s *Service) targetOf(owner id.Account, conv id.Conv) target {
	if conv.Kind == id.Group {
		return target{recent.Group, conv.A}
	}
	return target{recent.C2C, conv.Peer(owner.ID)}
}

func convOf(owner id.Account, t target) id.Conv {
	if t.kind == recent.Group {
		return id.GroupConv(owner.App, t.peer)
	}
	return id.Pair(owner.App, owner.ID, t.peer)
}

// resolve returns the conversations of contacts, in their order; one that does
// not exist for the owner has Kind 0.
func (s *Service) resolve(ctx context.Context, owner id.Account, contacts []recent.Contact) ([]id.Conv, error) {
	var users, groups []string
	for i := range contacts {
		if contacts[i].Type == recent.C2C {
			users = append(users, contacts[i].To)
		} else {
			groups = append(groups, contacts[i].GroupName())
		}
	}
	peers, err := s.accounts.LookupAll(ctx, owner.App, users)
	if err != nil {
		return nil, err
	}
	convs, err := s.groupConvs(ctx, owner, groups)
	if err != nil {
		return nil, err
	}
	all := make([]id.Conv, len(contacts))
	for i := range contacts {
		if contacts[i].Type == recent.Group {
			all[i] = convs[contacts[i].GroupName()]
		} else if peer, ok := peers[contacts[i].To]; ok {
			all[i] = id.Pair(owner.App, owner.ID, peer.ID)
		}
	}
	return all, nil
}

func (s *Service) groupConvs(ctx context.Context, owner id.Account, names []string) (map[string]id.Conv, error) {
	if len(names) == 0 || s.opts.GroupConvs == nil {
		return nil, nil
	}
	return s.opts.GroupConvs(ctx, owner, names)
}
