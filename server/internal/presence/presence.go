// Package presence owns who is online: the status of users, their custom status,
// and who hears of it when it changes. A user is online while one of his instances
// is connected.
package presence

import (
	"context"
	"encoding/base64"
	"log/slog"

	"github.com/teahouse-chat/teahouse/server/internal/account"
	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/app"
	"github.com/teahouse-chat/teahouse/server/internal/deliver"
	"github.com/teahouse-chat/teahouse/server/internal/event"
	"github.com/teahouse-chat/teahouse/server/internal/id"
	"github.com/teahouse-chat/teahouse/server/internal/roster"
	"github.com/teahouse-chat/teahouse/server/internal/store"
	wireaccount "github.com/teahouse-chat/teahouse/wire/account"
)

// Service is the presence room.
type Service struct {
	Parts
	tell    teller
	custom  *roster.Cache[uint64, string]
	watched *roster.Cache[uint64, bool] // whether somebody subscribed to an account
}

// Bounds of what is remembered: custom statuses, if they are short, and whether there are
// subscribers.
const (
	mostCustom  = 200_000
	shortCustom = 100 // bytes
	mostWatched = 500_000
)

// Parts are what a Service is made of.
type Parts struct {
	DB       *store.DB
	Apps     *app.Apps
	Accounts *account.Service
	Hub      *deliver.Hub
	Log      *slog.Logger
	// FriendsWith calls f for the users who have an account in their friend list.
	FriendsWith func(ctx context.Context, a id.Account, f func(owners []uint64)) error
}

// New returns the service, which hears of logins and of their ends.
func New(p Parts, events *event.Hub) *Service {
	s := &Service{Parts: p,
		custom:  roster.NewExact[uint64](p.DB, mostCustom, func(status string) bool { return len(status) <= shortCustom }),
		watched: roster.NewExact[uint64](p.DB, mostWatched, func(bool) bool { return true })}
	event.On(events, func(_ context.Context, e customSet) { s.custom.Drop(e.account) })
	event.On(events, func(_ context.Context, e subscribed) { s.watched.Drop(e.target) })
	event.On(events, func(_ context.Context, e event.AccountCreated) {
		s.custom.Put(e.Account.ID, "")
		s.watched.Put(e.Account.ID, false)
	})
	s.tell.show = s.show
	p.Accounts.OnLogin(s.customOf)
	p.Accounts.OnDelete(func(ctx context.Context, a id.Account) error {
		return p.DB.Update(ctx, func(tx *store.Tx) error { return deleteAccount(tx, a) })
	})
	event.On(events, func(_ context.Context, e event.SessionOpened) { s.tell.changed(e.Account) })
	event.On(events, func(_ context.Context, e event.SessionClosed) { s.tell.changed(e.Account) })
	return s
}

// Register adds the commands.
func (s *Service) Register(r *api.Registry) {
	api.Handle(r, wireaccount.QueryOnlineStatus, api.Admin, s.queryOnlineStatus)
	api.Handle(r, wireaccount.Querystate, api.Admin, s.querystate)
	api.Handle(r, wireaccount.WsGetUserStatus, api.User, s.wsGetUserStatus)
	api.Handle(r, wireaccount.WsSetCustomStatus, api.User, s.wsSetCustomStatus)
	api.Handle(r, wireaccount.WsStatusSubscribe, api.User, s.wsStatusSubscribe)
	api.Handle(r, wireaccount.WsStatusUnsubscribe, api.User, s.wsStatusUnsubscribe)
}

// Online tells whether an account has a connected instance.
func (s *Service) Online(a id.Account) bool { return len(s.Hub.Online(a.App, a.ID)) > 0 }

// Status is how clients see a user.
type Status struct {
	State  int    // wireaccount.StatusOnline and the like
	Custom string // "" unless he is online
}

// encoded returns the custom status as clients take it.
func (st Status) encoded() string { return base64.StdEncoding.EncodeToString([]byte(st.Custom)) }

// statuses returns the status of accounts, by their numbers.
func (s *Service) statuses(ctx context.Context, app uint32, accounts []uint64) (map[uint64]Status, error) {
	found := make(map[uint64]Status, len(accounts))
	var here, away []uint64
	for _, n := range accounts {
		if len(s.Hub.Online(app, n)) > 0 {
			here = append(here, n)
		} else {
			away = append(away, n)
		}
	}
	if len(here) > 0 {
		customs, err := s.customs(ctx, app, here)
		if err != nil {
			return nil, err
		}
		for _, n := range here {
			found[n] = Status{wireaccount.StatusOnline, customs[n]}
		}
	}
	if len(away) > 0 {
		devices, err := s.Accounts.Devices(ctx, app, away)
		if err != nil {
			return nil, err
		}
		for _, n := range away {
			found[n] = Status{State: wireaccount.StatusNotLoggedIn}
			if len(devices[n]) > 0 {
				found[n] = Status{State: wireaccount.StatusOffline}
			}
		}
	}
	return found, nil
}

func (s *Service) customs(ctx context.Context, app uint32, accounts []uint64) (map[uint64]string, error) {
	return s.custom.GetAll(accounts, func(accounts []uint64) (customs map[uint64]string, err error) {
		err = s.DB.View(ctx, func(tx *store.Tx) error {
			customs, err = customsOf(tx, app, accounts)
			return err
		})
		return customs, err
	})
}

// customOf returns the custom status of an account that logs in.
func (s *Service) customOf(ctx context.Context, a id.Account) (string, error) {
	customs, err := s.customs(ctx, a.App, []uint64{a.ID})
	return customs[a.ID], err
}
