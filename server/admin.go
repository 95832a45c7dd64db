package server

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/teahouse-chat/teahouse/server/internal/app"
	"github.com/teahouse-chat/teahouse/server/internal/backup"
	"github.com/teahouse-chat/teahouse/server/internal/config"
	"github.com/teahouse-chat/teahouse/server/internal/store"
	"github.com/teahouse-chat/teahouse/server/internal/timeline"
)

// Config is what a server runs with. Begin with DefaultConfig.
type Config = config.Config

// DefaultConfig returns the configuration that a server has when nobody says
// anything.
func DefaultConfig() Config { return config.Default() }

// App is an application as operators see it.
type App struct {
	SDKAppID uint32
	Name     string
	Key      string // signs UserSigs: a secret
	Admins   []string
	Created  time.Time
	Disabled bool
}

// Setting is a setting of an application as it is in force.
type Setting struct{ Name, Value, Meaning string }

// ErrNoData says that a data folder has no records yet.
var ErrNoData = errors.New("there is no Teahouse data")

// Records is the records of a data folder opened beside a server that may be
// running, or alone: applications and their settings. It never touches the
// timelines, whose engine only one process can open. A running server sees what
// changes here within a second.
type Records struct {
	db   *store.DB
	apps *app.Apps
}

// OpenRecords opens the records that cfg names. With make an empty folder, or
// none, becomes an empty store; without it that is ErrNoData.
func OpenRecords(ctx context.Context, cfg Config, make bool) (*Records, error) {
	if _, err := os.Stat(filepath.Join(cfg.Data, "records.db")); err != nil && !make && cfg.Store == "" {
		return nil, fmt.Errorf("%w in %s", ErrNoData, cfg.Data)
	}
	if err := backup.Unfinished(cfg.Data); err != nil && cfg.Store == "" {
		return nil, err
	}
	seal, err := openSealer(cfg)
	if err != nil {
		return nil, err
	}
	db, err := store.Open(ctx, cfg.Records())
	if err != nil {
		return nil, err
	}
	apps, err := app.Open(ctx, db, seal)
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return &Records{db, apps}, nil
}

// openEngine opens what the timelines lie in.
func openEngine(ctx context.Context, cfg Config) (timeline.Engine, error) {
	if cfg.Store != "" {
		config, err := store.ParseURL(cfg.Store)
		if err != nil {
			return nil, err
		}
		return timeline.OpenPostgres(ctx, config, 0)
	}
	engine, err := timeline.OpenPebble(filepath.Join(cfg.Data, "timelines"), nil)
	if err != nil {
		return nil, fmt.Errorf("timelines in %s: %w", cfg.Data, err)
	}
	return engine, nil
}

// openSealer returns what encrypts the applications' keys; nil without a master
// key.
func openSealer(cfg Config) (*app.Sealer, error) {
	if cfg.MasterKeyFile == "" {
		return nil, nil
	}
	return app.NewSealer(cfg.MasterKeyFile)
}

// Close closes the records.
func (r *Records) Close() error { return r.db.Close() }

// CreateApp makes an application with the admin "administrator". An id of 0 is
// the next free one, an empty key a random one.
func (r *Records) CreateApp(ctx context.Context, id uint32, name, key string) (App, error) {
	made, err := r.apps.Create(ctx, app.New{ID: id, Name: name, Key: key})
	if errors.Is(err, app.ErrTaken) {
		return App{}, fmt.Errorf("%d: %w", id, err)
	}
	if err != nil {
		return App{}, err
	}
	return outside(made), nil
}

// Apps returns all applications by their SDKAppIDs.
func (r *Records) Apps() []App {
	var all []App
	for _, a := range r.apps.List() {
		all = append(all, outside(a))
	}
	return all
}

// App returns an application, or an error with the number 70020.
func (r *Records) App(id uint32) (App, error) {
	a, err := r.apps.Get(id)
	if err != nil {
		return App{}, err
	}
	return outside(a), nil
}

// Settings returns all settings of an application, or an error with the number
// 70020.
func (r *Records) Settings(id uint32) ([]Setting, error) {
	values, err := r.apps.Values(id)
	if err != nil {
		return nil, err
	}
	var all []Setting
	for _, v := range values {
		all = append(all, Setting(v))
	}
	return all, nil
}

// SetSettings changes settings of an application: all of them, or none if a
// name or a value is not valid. The error then names the nearest setting or
// says which values there are.
func (r *Records) SetSettings(ctx context.Context, id uint32, values map[string]string) error {
	return r.apps.Set(ctx, id, values)
}

func outside(a *app.App) App {
	return App{SDKAppID: a.ID, Name: a.Name, Key: a.Key, Admins: slices.Clone(a.Admins), Created: a.Created, Disabled: a.Disabled}
}

// firstApp returns the oldest application. An empty store gets one, and made
// says so; on a loopback address, where only this machine can come, it has the
// page to try things out switched on.
func firstApp(ctx context.Context, apps *app.Apps, cfg Config) (first *app.App, made bool, err error) {
	all := apps.List()
	if len(all) > 0 {
		return slices.MinFunc(all, func(a, b *app.App) int { return a.Created.Compare(b.Created) }), false, nil
	}
	settings := map[string]string{}
	if cfg.Loopback() {
		settings["try_page"] = "on"
	}
	first, err = apps.Create(ctx, app.New{Name: "first", Settings: settings})
	if errors.Is(err, app.ErrTaken) { // another process was faster
		if err = apps.Refresh(ctx); err == nil && len(apps.List()) > 0 {
			return apps.List()[0], false, nil
		}
	}
	return first, err == nil, err
}

// ConfigNames lists the names that Config.Set takes.
func ConfigNames() []string {
	var names []string
	for _, row := range config.Rows {
		names = append(names, row.Name)
	}
	return names
}
