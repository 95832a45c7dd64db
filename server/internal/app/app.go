// Package app owns applications: each has an SDKAppID, a key that signs its
// UserSigs, admins, and settings. Data of two applications never mix: every
// stored key and every row begins with the application's number.
package app

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/teahouse-chat/teahouse/server/internal/store"
	"github.com/teahouse-chat/teahouse/wire"
)

// First is the SDKAppID that the first application of a server gets.
const First = 1400000001

// DefaultAdmin is the admin that every application begins with.
const DefaultAdmin = "administrator"

// MaxAdmins is the most admins of an application.
const MaxAdmins = 5

// ErrTaken says that an SDKAppID is already in use.
var ErrTaken = errors.New("the SDKAppID is already in use")

// App is an application as it was at one moment. It is never changed: a change
// makes a new value, which Apps.Get then returns.
type App struct {
	ID       uint32
	Name     string
	Key      string // signs UserSigs; used as text
	Admins   []string
	Settings Settings
	Disabled bool
	Created  time.Time
	version  int64
}

// IsAdmin tells whether the account is one of the application's admins.
func (a *App) IsAdmin(account string) bool { return slices.Contains(a.Admins, account) }

// Apps knows all applications. Get is exact for changes made through this
// value; those that another process makes are seen within a second.
type Apps struct {
	db    *store.DB
	seal  *Sealer
	mu    sync.Mutex
	known atomic.Pointer[map[uint32]*App]
	at    int64
}

// Open reads the applications. seal may be nil: keys are then stored as they
// are.
func Open(ctx context.Context, db *store.DB, seal *Sealer) (*Apps, error) {
	a := &Apps{db: db, seal: seal}
	a.known.Store(&map[uint32]*App{})
	return a, a.Refresh(ctx)
}

// Get returns an application, or wire.ErrNoSuchApp.
func (a *Apps) Get(id uint32) (*App, error) {
	if app := (*a.known.Load())[id]; app != nil {
		return app, nil
	}
	return nil, wire.ErrNoSuchApp.With("%d", id)
}

// List returns all applications by their numbers.
func (a *Apps) List() []*App {
	var all []*App
	for _, app := range *a.known.Load() {
		all = append(all, app)
	}
	slices.SortFunc(all, func(x, y *App) int { return int(x.ID) - int(y.ID) })
	return all
}

// New is what an application is made from. Zero values are chosen: the next
// free SDKAppID and a random key.
type New struct {
	ID       uint32
	Name     string
	Key      string
	Settings map[string]string
}

// Create makes an application with the admin DefaultAdmin.
func (a *Apps) Create(ctx context.Context, n New) (*App, error) {
	settings, err := encodeSettings(nil, n.Settings)
	if err != nil {
		return nil, err
	}
	if n.Key == "" {
		raw := make([]byte, 32)
		rand.Read(raw)
		n.Key = hex.EncodeToString(raw)
	}
	key, err := a.seal.seal(n.Key)
	if err != nil {
		return nil, err
	}
	id := n.ID
	err = a.db.Update(ctx, func(tx *store.Tx) error {
		id = n.ID
		if id == 0 {
			if id, err = nextID(tx); err != nil {
				return err
			}
		}
		return insertApp(tx, id, n.Name, key, DefaultAdmin, settings)
	})
	if err != nil {
		return nil, err
	}
	if err := a.Refresh(ctx); err != nil {
		return nil, err
	}
	return a.Get(id)
}

// Set changes settings of an application. A name or value that is not valid
// changes nothing; the error says what is wrong and names the nearest setting.
func (a *Apps) Set(ctx context.Context, id uint32, values map[string]string) error {
	err := a.db.Update(ctx, func(tx *store.Tx) error {
		old, err := getSettings(tx, id)
		if err != nil {
			return err
		}
		text, err := encodeSettings(old, values)
		if err != nil {
			return err
		}
		return updateSettings(tx, id, text)
	})
	if err != nil {
		return err
	}
	return a.Refresh(ctx)
}

// Refresh reads what changed since the last time.
func (a *Apps) Refresh(ctx context.Context) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	var changed []*App
	err := a.db.View(ctx, func(tx *store.Tx) (err error) {
		changed, err = changedSince(tx, a.at)
		return err
	})
	if err != nil || len(changed) == 0 {
		return err
	}
	next := map[uint32]*App{}
	for id, app := range *a.known.Load() {
		next[id] = app
	}
	for _, app := range changed {
		if app.Key, err = a.seal.open(app.Key); err != nil {
			return fmt.Errorf("key of application %d: %w", app.ID, err)
		}
		next[app.ID] = app
		a.at = max(a.at, app.version)
	}
	a.known.Store(&next)
	return nil
}

// Watch refreshes twice a second until ctx ends.
func (a *Apps) Watch(ctx context.Context, failed func(error)) {
	tick := time.NewTicker(500 * time.Millisecond)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			if err := a.Refresh(ctx); err != nil && ctx.Err() == nil {
				failed(err)
			}
		}
	}
}
