// Package account owns accounts and their instances: who exists, who is logged
// in where, which instance gives way to which, and whom a frame speaks for.
package account

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/deliver"
	"github.com/teahouse-chat/teahouse/server/internal/event"
	"github.com/teahouse-chat/teahouse/server/internal/id"
	"github.com/teahouse-chat/teahouse/server/internal/job"
	"github.com/teahouse-chat/teahouse/server/internal/store"
	"github.com/teahouse-chat/teahouse/server/internal/webhook"
	"github.com/teahouse-chat/teahouse/wire"
	"github.com/teahouse-chat/teahouse/wire/account"
)

// firstID is where internal numbers of accounts begin. Clients know them as
// TinyIds and have one of their own, far above, for the system.
const firstID = 1 << 57

// Card is nick and avatar of an account that is imported. New ones have none yet, and
// nobody knows them.
type Card struct {
	Account    id.Account
	Nick, Face string
	New        bool
}

// SetCards stores nicks and avatars in the import's own transaction. Empty values
// leave what is there.
type SetCards func(tx *store.Tx, cards []Card) error

// Service is the account room.
type Service struct {
	db       *store.DB
	hub      *deliver.Hub
	events   *event.Hub
	log      *slog.Logger
	setCards SetCards
	ids      *store.Numbers
	insts    *store.Numbers
	names    *known[nameKey]
	numbers  *known[uint64]
	online   instances
	kicks    atomic.Uint64 // who is kicked was looked for among online only after it was counted

	forgetting sync.RWMutex
	deletions  uint64 // how many accounts were deleted: what was read before may be wrong
	clearing   []func(ctx context.Context, a id.Account) error
	jobs       *job.Jobs
	custom     func(ctx context.Context, a id.Account) (string, error)
	hooks      *webhook.Hooks
}

type nameKey struct {
	app  uint32
	name string
}

// New returns the service. setCards is told of nicks and avatars of imports.
func New(db *store.DB, hub *deliver.Hub, events *event.Hub, log *slog.Logger, setCards SetCards) *Service {
	s := &Service{db: db, hub: hub, events: events, log: log, setCards: setCards,
		names: newKnown[nameKey](mostKnown), numbers: newKnown[uint64](mostKnown),
		ids: store.NewNumbers(db, "account", firstID, 1000), insts: store.NewNumbers(db, "instance", 1, 1000)}
	hub.OnUnbound(s.sessionEnded)
	event.On(events, s.forget)
	return s
}

// OnLogin sets who knows an account's custom status, which every login is told.
// Set it before the first login.
func (s *Service) OnLogin(custom func(ctx context.Context, a id.Account) (string, error)) {
	s.custom = custom
}

// Register adds the commands.
func (s *Service) Register(r *api.Registry) {
	api.Handle(r, account.AccountImport, api.Admin, s.accountImport)
	api.Handle(r, account.MultiaccountImport, api.Admin, s.multiaccountImport, api.PerSecond(100))
	api.Handle(r, account.AccountCheck, api.Admin, s.accountCheck, api.PerSecond(100))
	api.Handle(r, account.AccountDelete, api.Admin, s.accountDelete, api.PerSecond(100))
	api.Handle(r, account.Kick, api.Admin, s.kick)

	api.Handle(r, account.Wslogin, api.User|api.Guest, s.wslogin)
	api.Handle(r, account.Wslogout, api.User|api.Guest, s.wslogout)
	api.Handle(r, account.Wshello, api.User, s.wshello)
	api.Handle(r, account.Alive, api.User|api.Guest, s.alive, api.Beside())
	api.Handle(r, account.FetchConfig, api.User, s.fetchConfig)
	api.Handle(r, account.FetchImsdkPurchaseBitsv2, api.User, s.fetchImsdkPurchaseBitsv2)
	api.Handle(r, account.TimWebReportV2, api.User|api.Guest, s.timWebReportV2)
}

// Lookup returns an account that exists, or wire.ErrNoSuchAccount. It is
// answered from memory when the account was seen before.
func (s *Service) Lookup(ctx context.Context, app uint32, name string) (id.Account, error) {
	if a, ok := s.names.get(nameKey{app, name}); ok {
		return a, nil
	}
	before := s.deleted()
	var a id.Account
	err := s.db.View(ctx, func(tx *store.Tx) (err error) {
		a, err = getAccount(tx, app, name)
		return err
	})
	if errors.Is(err, store.ErrNotFound) {
		return id.Account{}, wire.ErrNoSuchAccount.With("%q", name)
	}
	if err != nil {
		return id.Account{}, err
	}
	s.remember(before, a)
	return a, nil
}

// LookupAll returns those of the named accounts that exist.
func (s *Service) LookupAll(ctx context.Context, app uint32, names []string) (map[string]id.Account, error) {
	found := map[string]id.Account{}
	var rest []string
	for _, name := range names {
		if a, ok := s.names.get(nameKey{app, name}); ok {
			found[name] = a
		} else {
			rest = append(rest, name)
		}
	}
	if len(rest) == 0 {
		return found, nil
	}
	return found, s.load(ctx, func(a id.Account) { found[a.Name] = a }, func(tx *store.Tx) ([]id.Account, error) {
		return accountsByName(tx, app, rest)
	})
}

// ByID returns those of the accounts that exist, by their internal numbers.
func (s *Service) ByID(ctx context.Context, app uint32, ids []uint64) (map[uint64]id.Account, error) {
	found := map[uint64]id.Account{}
	var rest []uint64
	for _, n := range ids {
		if a, ok := s.numbers.get(n); ok {
			found[n] = a
		} else {
			rest = append(rest, n)
		}
	}
	if len(rest) == 0 {
		return found, nil
	}
	return found, s.load(ctx, func(a id.Account) { found[a.ID] = a }, func(tx *store.Tx) ([]id.Account, error) {
		return accountsByID(tx, app, rest)
	})
}

func (s *Service) load(ctx context.Context, add func(id.Account), query func(*store.Tx) ([]id.Account, error)) error {
	before := s.deleted()
	return s.db.View(ctx, func(tx *store.Tx) error {
		all, err := query(tx)
		s.remember(before, all...)
		for _, a := range all {
			add(a)
		}
		return err
	})
}

// remember keeps accounts in memory that were read since before, unless one was
// deleted meanwhile.
func (s *Service) remember(before uint64, all ...id.Account) {
	s.forgetting.RLock()
	defer s.forgetting.RUnlock()
	if s.deletions != before {
		return
	}
	for _, a := range all {
		s.names.put(nameKey{a.App, a.Name}, &a)
		s.numbers.put(a.ID, &a)
	}
}

func (s *Service) deleted() uint64 {
	s.forgetting.RLock()
	defer s.forgetting.RUnlock()
	return s.deletions
}

func (s *Service) forget(_ context.Context, e event.AccountDeleted) {
	s.forgetting.Lock()
	defer s.forgetting.Unlock()
	s.deletions++
	s.names.drop(nameKey{e.Account.App, e.Account.Name})
	s.numbers.drop(e.Account.ID)
}

// ensure returns the account called name and makes it if need be.
func (s *Service) ensure(ctx context.Context, app uint32, name string) (id.Account, error) {
	a, err := s.Lookup(ctx, app, name)
	if !errors.Is(err, wire.ErrNoSuchAccount) {
		return a, err
	}
	made, err := s.create(ctx, app, []account.AccountImportRequest{{UserID: name}})
	if err != nil {
		return id.Account{}, err
	}
	return made[0], nil
}

// Make returns an account by its name, and makes it if need be; nick and avatar are
// written unless they are empty. It is for robots too, which imports refuse.
func (s *Service) Make(ctx context.Context, app uint32, name, nick, face string) (id.Account, error) {
	made, err := s.create(ctx, app, []account.AccountImportRequest{{UserID: name, Nick: nick, FaceUrl: face}})
	if err != nil {
		return id.Account{}, err
	}
	return made[0], nil
}

// create makes the accounts that do not exist, in one transaction, and returns
// all of them in order.
func (s *Service) create(ctx context.Context, app uint32, list []account.AccountImportRequest) ([]id.Account, error) {
	fresh := make([]uint64, len(list))
	for i := range list {
		n, err := s.ids.Next(ctx)
		if err != nil {
			return nil, err
		}
		fresh[i] = n
	}
	before := s.deleted()
	var made []id.Account
	err := s.db.Update(ctx, func(tx *store.Tx) error {
		all := make([]id.Account, len(list))
		for i, item := range list {
			all[i] = id.Account{App: app, ID: fresh[i], Name: item.Name()}
		}
		created, err := enroll(tx, all, time.Now())
		if err != nil {
			return err
		}
		var cards []Card
		for i, item := range list {
			if item.Nick != "" || item.FaceUrl != "" {
				cards = append(cards, Card{all[i], item.Nick, item.FaceUrl, created[i]})
			}
		}
		made = all
		return s.setCards(tx, cards)
	})
	if err != nil {
		return nil, err
	}
	s.remember(before, made...)
	return made, nil
}

// enroll is insertAccounts that tells of those that came into being.
func enroll(tx *store.Tx, all []id.Account, now time.Time) (created []bool, err error) {
	created, err = insertAccounts(tx, all, now)
	for i := range created {
		if created[i] {
			tx.Emit(event.AccountCreated{Account: all[i]})
		}
	}
	return created, err
}
