package presence

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"sync"
	"time"

	"github.com/teahouse-chat/teahouse/server/internal/app"
	"github.com/teahouse-chat/teahouse/server/internal/deliver"
	"github.com/teahouse-chat/teahouse/server/internal/id"
	"github.com/teahouse-chat/teahouse/server/internal/store"
	wireaccount "github.com/teahouse-chat/teahouse/wire/account"
	"github.com/teahouse-chat/teahouse/wire/notice"
)

// teller looks at accounts whose status may have changed, one after the other and
// in the background, so that logins wait for nobody who hears of them. An account
// that changed several times meanwhile is looked at once.
type teller struct {
	show func(a id.Account, was Status) (Status, error)

	mu    sync.Mutex
	queue []id.Account
	due   map[id.Account]bool
	runs  bool
	told  map[uint64]Status // of those who are online, by their numbers
}

// changed says that the status of an account may have changed.
func (t *teller) changed(a id.Account) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.due == nil {
		t.due, t.told = map[id.Account]bool{}, map[uint64]Status{}
	}
	if t.due[a] {
		return
	}
	t.due[a] = true
	t.queue = append(t.queue, a)
	if !t.runs {
		t.runs = true
		go t.run()
	}
}

func (t *teller) run() {
	for {
		t.mu.Lock()
		if len(t.queue) == 0 {
			t.queue, t.runs = nil, false
			t.mu.Unlock()
			return
		}
		a := t.queue[0]
		t.queue = t.queue[1:]
		delete(t.due, a)
		was := t.told[a.ID]
		t.mu.Unlock()

		is, err := t.show(a, was)
		if err != nil {
			continue // logged; the next change is told
		}
		t.mu.Lock()
		if delete(t.told, a.ID); is.State == wireaccount.StatusOnline {
			t.told[a.ID] = is
		}
		t.mu.Unlock()
	}
}

// show tells those who want to know how the status of an account is now, if that
// is not what they were told. was is zero if he was not online.
func (s *Service) show(a id.Account, was Status) (is Status, err error) {
	defer func() { // nobody else is there to survive it
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v", p)
			s.Log.Error("tell a status", "account", a.Name, "error", err, "stack", string(debug.Stack()))
		}
	}()
	ctx := context.Background()
	if s.idle(ctx, a) {
		return s.plain(a), nil
	}
	all, err := s.statuses(ctx, a.App, []uint64{a.ID})
	if err == nil && all[a.ID].State == wireaccount.StatusNotLoggedIn {
		err = s.forgetCustom(ctx, a)
	}
	is = all[a.ID]
	if err == nil && is != was && (was.State != 0 || is.State == wireaccount.StatusOnline) {
		err = s.spread(ctx, a, is)
	}
	if err != nil && !errors.Is(err, store.ErrClosed) {
		s.Log.Error("tell a status", "account", a.Name, "error", err)
	}
	return is, err
}

// idle tells whether a change of an account's status is nothing to anybody: nobody hears of
// it, and there is no custom status.
func (s *Service) idle(ctx context.Context, a id.Account) bool {
	watched, err := s.watchedBy(ctx, a)
	if err != nil || watched {
		return false
	}
	application, err := s.Apps.Get(a.App)
	if err != nil || wantsFriends(application) {
		return false
	}
	custom, err := s.customOf(ctx, a)
	return err == nil && custom == ""
}

// plain is the status of an account without a custom one, as far as it is known here
// whether it has instances.
func (s *Service) plain(a id.Account) Status {
	if s.Online(a) {
		return Status{State: wireaccount.StatusOnline}
	}
	return Status{State: wireaccount.StatusOffline}
}

// forgetCustom drops the custom status of an account without instances.
func (s *Service) forgetCustom(ctx context.Context, a id.Account) error {
	custom, err := s.customOf(ctx, a)
	if err != nil || custom == "" {
		return err
	}
	return s.DB.Update(ctx, func(tx *store.Tx) error { return deleteCustom(tx, a) })
}

// spread pushes a status to subscribers and, where the application wants it, to
// friends. Who is both may see it twice.
func (s *Service) spread(ctx context.Context, a id.Account, is Status) error {
	f, err := statusFrame(a, is)
	if err != nil {
		return err
	}
	const page = 1000
	for after, more := uint64(0), true; more; {
		var owners []uint64
		err := s.DB.View(ctx, func(tx *store.Tx) (err error) {
			owners, err = subscribersOf(tx, a.App, a.ID, after, time.Now(), page)
			return err
		})
		if err != nil {
			return err
		}
		s.Hub.ToAccounts(a.App, owners, f)
		if more = len(owners) == page; more {
			after = owners[page-1]
		}
	}
	application, err := s.Apps.Get(a.App)
	if err != nil || !wantsFriends(application) || s.FriendsWith == nil {
		return err
	}
	return s.FriendsWith(ctx, a, func(owners []uint64) { s.Hub.ToAccounts(a.App, owners, f) })
}

// watchedBy tells whether an account may have subscribers.
func (s *Service) watchedBy(ctx context.Context, a id.Account) (bool, error) {
	if !s.DB.Alone() {
		return true, nil // it is as quick to look for them
	}
	return s.watched.Get(a.ID, func() (is bool, err error) {
		err = s.DB.View(ctx, func(tx *store.Tx) error {
			is, err = isWatched(tx, a.App, a.ID)
			return err
		})
		return is, err
	})
}

func wantsFriends(a *app.App) bool { return a.Settings.FriendStatus }

func statusFrame(a id.Account, is Status) (*deliver.Frame, error) {
	return deliver.Push(notice.NewUserStatus(notice.UserStatus{Account: a.Name, Status: is.State, CustomStatus: is.encoded()}))
}
