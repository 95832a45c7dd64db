// Package official owns official accounts, who has subscribed to them, and what they say.
//
// A message is one row. Subscribers who are online get it at once, each node looking at
// its own sessions; a subscriber who comes online, or whom an application asks about, gets
// what lies above its place. It then stands in its one-to-one timeline with the official
// account at the position that the row gives, by which a copy is known that is there
// already. So a message costs nothing for subscribers who are not there, and a crash
// loses nothing and doubles nothing. Recalls and destructions walk through the
// subscribers, a page at a time, and go on where they were.
package official

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
	"github.com/teahouse-chat/teahouse/server/internal/job"
	"github.com/teahouse-chat/teahouse/server/internal/moderation"
	"github.com/teahouse-chat/teahouse/server/internal/profile"
	"github.com/teahouse-chat/teahouse/server/internal/store"
	"github.com/teahouse-chat/teahouse/server/internal/timeline"
	"github.com/teahouse-chat/teahouse/server/internal/webhook"
	wire "github.com/teahouse-chat/teahouse/wire/official"
)

// Parts are what the service is made of.
type Parts struct {
	DB         *store.DB
	Accounts   *account.Service
	Profiles   *profile.Service
	Moderation *moderation.Service
	Hub        *deliver.Hub
	Hooks      *webhook.Hooks // nil: nobody is asked or told
	Log        *slog.Logger
	// Place stores copies of messages in the timelines of their conversations, those that
	// are not there yet, and shows them.
	Place func(ctx context.Context, copies []timeline.Message) error
	// Recall recalls the copies of a message that are there and not recalled.
	Recall func(ctx context.Context, convs []id.Conv, pos timeline.Pos, by, reason string) error
	// ShowOnline shows a message that is stored nowhere.
	ShowOnline func(ctx context.Context, m *timeline.Message)
	// Flags returns the MsgFlag of those owners who have set one for a peer.
	Flags func(ctx context.Context, app uint32, owners []uint64, peer uint64) (map[uint64]string, error)
}

// Service is the room of official accounts. Follow does its work.
type Service struct {
	Parts
	reading sync.Mutex // one refresh at a time

	mu      sync.Mutex
	version int64               // of the newest row that is known
	speak   map[uint32]bool     // applications with official accounts that have spoken
	told    map[key]int64       // up to which message those online were told
	fresh   map[key]*official   // have spoken since
	came    map[id.Account]bool // came online, and were not looked at
	loop    *job.Loop
}

// key names an official account.
type key struct {
	app uint32
	id  int64
}

// New returns the service, which hears of logins.
func New(p Parts, events *event.Hub) *Service {
	s := &Service{Parts: p, speak: map[uint32]bool{}, told: map[key]int64{}, fresh: map[key]*official{},
		came: map[id.Account]bool{}, loop: job.NewLoop("official accounts", lookEvery, p.Log)}
	event.On(events, func(_ context.Context, e event.SessionOpened) { s.opened(e.Account) })
	p.Accounts.OnDelete(s.forget)
	return s
}

// Register adds the commands.
func (s *Service) Register(r *api.Registry) {
	api.Handle(r, wire.CreateOfficialAccount, api.Admin, s.createOfficialAccount)
	api.Handle(r, wire.DestroyOfficialAccount, api.Admin, s.destroyOfficialAccount)
	api.Handle(r, wire.ModifyOfficialAccountBaseInfo, api.Admin, s.modifyOfficialAccountBaseInfo)
	api.Handle(r, wire.GetOfficialAccountInfo, api.Admin, s.getOfficialAccountInfo)

	api.Handle(r, wire.AddSubscriber, api.Admin, s.addSubscriber)
	api.Handle(r, wire.DeleteSubscriber, api.Admin, s.deleteSubscriber)
	api.Handle(r, wire.GetSubscriberInfo, api.Admin, s.getSubscriberInfo)
	api.Handle(r, wire.ModifySubscriberInfo, api.Admin, s.modifySubscriberInfo)
	api.Handle(r, wire.GetSubscribedOfficialAccountList, api.Admin, s.getSubscribedOfficialAccountList)

	api.Handle(r, wire.SendOfficialAccountMsg, api.Admin, s.sendOfficialAccountMsg)
	api.Handle(r, wire.OfficialAccountMsgRecall, api.Admin, s.officialAccountMsgRecall)
	api.Handle(r, wire.OfficialAccountMsgGetSimple, api.Admin, s.officialAccountMsgGetSimple)
}

// official is an official account as it is stored.
type official struct {
	key
	account      id.Account
	owner        string
	title        string
	introduction string
	face         string
	organization string
	custom       string
	most         int64
	subscribers  int64
	created      int64 // seconds
	newest       int64
	spoke        int64 // seconds; 0: never
	version      int64
	gone         bool
}

// find returns an official account of the application that is there. Errors: wire.ErrNotThere.
func find(tx *store.Tx, app uint32, name string) (*official, error) {
	o, err := officialNamed(tx, app, name)
	if errors.Is(err, store.ErrNotFound) {
		return nil, wire.ErrNotThere.With("%.60q", name)
	}
	return o, err
}

// there tells whether there is an official account, before the application is asked.
func (s *Service) there(ctx context.Context, app uint32, name string) error {
	return s.DB.View(ctx, func(tx *store.Tx) error {
		_, err := find(tx, app, name)
		return err
	})
}

// update changes an official account in a transaction.
func (s *Service) update(ctx context.Context, app uint32, name string, f func(tx *store.Tx, o *official) error) error {
	return s.DB.Update(ctx, func(tx *store.Tx) error {
		o, err := find(tx, app, name)
		if err != nil {
			return err
		}
		return f(tx, o)
	})
}

// forget ends the subscriptions of a deleted account, and the official account that it was.
func (s *Service) forget(ctx context.Context, a id.Account) error {
	return s.DB.Update(ctx, func(tx *store.Tx) error {
		if o, err := officialNamed(tx, a.App, a.Name); err == nil && o.account.ID == a.ID {
			if err := destroy(tx, o); err != nil {
				return err
			}
		} else if err != nil && !errors.Is(err, store.ErrNotFound) {
			return err
		}
		return unsubscribeAll(tx, a)
	})
}
