// Package roomtest puts the rooms of groups together with real parts around them
// (records, timelines, delivery, registry) for their tests, and plays clients that
// log in, call commands and see pushes.
package roomtest

import (
	"context"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/teahouse-chat/teahouse/server/internal/account"
	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/app"
	"github.com/teahouse-chat/teahouse/server/internal/attr"
	"github.com/teahouse-chat/teahouse/server/internal/bus"
	"github.com/teahouse-chat/teahouse/server/internal/community"
	"github.com/teahouse-chat/teahouse/server/internal/deliver"
	"github.com/teahouse-chat/teahouse/server/internal/event"
	"github.com/teahouse-chat/teahouse/server/internal/group"
	"github.com/teahouse-chat/teahouse/server/internal/groupmsg"
	"github.com/teahouse-chat/teahouse/server/internal/id"
	"github.com/teahouse-chat/teahouse/server/internal/job"
	"github.com/teahouse-chat/teahouse/server/internal/live"
	"github.com/teahouse-chat/teahouse/server/internal/member"
	"github.com/teahouse-chat/teahouse/server/internal/moderation"
	"github.com/teahouse-chat/teahouse/server/internal/permit"
	"github.com/teahouse-chat/teahouse/server/internal/presence"
	"github.com/teahouse-chat/teahouse/server/internal/profile"
	"github.com/teahouse-chat/teahouse/server/internal/relation"
	"github.com/teahouse-chat/teahouse/server/internal/room"
	"github.com/teahouse-chat/teahouse/server/internal/roster"
	"github.com/teahouse-chat/teahouse/server/internal/store"
	"github.com/teahouse-chat/teahouse/server/internal/store/storetest"
	"github.com/teahouse-chat/teahouse/server/internal/timeline"
	"github.com/teahouse-chat/teahouse/server/internal/topic"
)

// World is a running server without its doors.
type World struct {
	T        testing.TB
	DB       *store.DB
	Events   *event.Hub
	Hub      *deliver.Hub
	Timeline *timeline.Log
	Accounts *account.Service
	Profiles *profile.Service
	Friends  *relation.Service
	Presence *presence.Service
	Roster   *roster.Roster
	Rooms    *room.Rooms
	Jobs     *job.Jobs
	Groups   *group.Service
	Registry *api.Registry
	// Moderation screens what is said in groups and profiles.
	Moderation *moderation.Service

	apps      *app.Apps
	app       uint32
	dir       string // of the timelines, unless they are in a database
	records   string // a folder, or the URL of a PostgreSQL database for both
	instances int
	tickets   map[string]string // instanceid -> A2Key
}

// Admin is the App admin that REST calls come from.
const Admin = "administrator"

// New starts a world with an application of its own, whose settings are given as
// name=value.
func New(t testing.TB, settings ...string) *World {
	t.Helper()
	return NewOn(t, t.TempDir(), settings...)
}

// Each runs f in a world on each database.
func Each(t *testing.T, f func(t *testing.T, w *World), settings ...string) {
	t.Helper()
	storetest.EachPlace(t, func(t *testing.T, where string) { f(t, NewOn(t, where, settings...)) })
}

// NewOn is New with the records in a place of the caller's: a folder, or the URL of
// an empty PostgreSQL database, which then has the timelines too.
func NewOn(t testing.TB, records string, settings ...string) *World {
	t.Helper()
	w := &World{T: t, dir: t.TempDir(), records: records, tickets: map[string]string{}}
	w.start()
	t.Cleanup(w.stop)
	w.NewApp(settings...)
	return w
}

// NewApp goes over to another application, in which nobody is known yet but the
// App admin. Clients of the former one are of no more use.
func (w *World) NewApp(settings ...string) {
	w.T.Helper()
	values := map[string]string{}
	for _, s := range settings {
		name, value, _ := strings.Cut(s, "=")
		values[name] = value
	}
	a, err := w.apps.Create(w.T.Context(), app.New{Name: "tea", Settings: values})
	w.must(err)
	w.app = a.ID
	w.Import(Admin)
}

// Restart stops the world and starts it again from its disk. Clients are cut, and
// may Resume.
func (w *World) Restart() {
	w.stop()
	w.start()
}

func (w *World) start() {
	ctx, quiet := context.Background(), slog.New(slog.DiscardHandler)
	w.Events = &event.Hub{}
	var err error
	w.DB, err = store.Open(ctx, w.records)
	w.must(err)
	w.DB.OnCommit(w.Events.Publish)
	w.apps, err = app.Open(ctx, w.DB, nil)
	w.must(err)
	engine, err := w.openEngine(ctx)
	w.must(err)
	w.Timeline, err = timeline.Open(engine, w.Events, timeline.Options{Log: quiet})
	w.must(err)
	w.Hub = deliver.New(bus.NewLocal(), deliver.Options{})
	w.Registry = api.NewRegistry(slog.Default())
	w.Accounts = account.New(w.DB, w.Hub, w.Events, quiet, profile.SetCards)
	w.Jobs = job.New(w.DB, quiet, w.forgetJobs)
	w.Accounts.UseJobs(w.Jobs)
	w.Profiles = profile.New(w.DB, w.Accounts, w.Hub, w.Events, quiet)
	w.Moderation = moderation.New(w.DB, w.Accounts)
	w.Profiles.ScreenBy(w.Moderation)
	w.Friends = relation.New(w.DB, w.Accounts, w.Profiles, w.Hub, w.Events, quiet)
	w.Presence = presence.New(presence.Parts{DB: w.DB, Apps: w.apps, Accounts: w.Accounts, Hub: w.Hub, Log: quiet,
		FriendsWith: w.Friends.FriendsWith}, w.Events)
	w.Roster = roster.New(w.DB, w.Events)
	w.Rooms = room.New(w.DB, w.Hub, w.Events)
	w.Groups = group.New(group.Parts{DB: w.DB, Apps: w.apps, Events: w.Events, Hub: w.Hub, Timeline: w.Timeline, Accounts: w.Accounts,
		Profiles: w.Profiles, Roster: w.Roster, Topics: topic.New(w.DB, w.Events),
		Permits: permit.New(w.DB, w.Events), Rooms: w.Rooms, Jobs: w.Jobs, Log: slog.Default(), Moderation: w.Moderation})
	members, messages, lives := member.New(w.Groups), groupmsg.New(w.Groups), live.New(w.Groups)
	for _, r := range []interface{ Register(*api.Registry) }{w.Accounts, w.Profiles, w.Moderation, w.Friends, w.Presence, w.Groups, members, messages,
		attr.New(w.Groups), lives, community.New(w.Groups, messages.AtInfo)} {
		r.Register(w.Registry)
	}
	w.must(w.Jobs.Recover(ctx))
}

func (w *World) openEngine(ctx context.Context) (timeline.Engine, error) {
	if !store.IsURL(w.records) {
		return timeline.OpenPebble(w.dir+"/timelines", nil)
	}
	config, err := store.ParseURL(w.records)
	if err != nil {
		return nil, err
	}
	return timeline.OpenPostgres(ctx, config, 0)
}

func (w *World) stop() {
	w.Jobs.Close()
	w.Rooms.Close()
	w.Hub.Drain(context.Background(), 0)
	w.Hub.Close()
	w.must(w.Timeline.Close())
	w.must(w.DB.Close())
}

func (w *World) must(err error) {
	w.T.Helper()
	if err != nil {
		w.T.Fatal(err)
	}
}

func (w *World) caller() *api.Caller {
	a, err := w.apps.Get(w.app)
	w.must(err)
	return &api.Caller{App: a}
}

// App returns the application.
func (w *World) App() *app.App { return w.caller().App }

// Set changes settings of the application.
func (w *World) Set(name, value string) {
	w.T.Helper()
	w.must(w.apps.Set(w.T.Context(), w.app, map[string]string{name: value}))
}

// Import makes accounts.
func (w *World) Import(names ...string) {
	w.T.Helper()
	for _, name := range names {
		w.REST("im_open_login_svc.account_import", fmt.Sprintf(`{"UserID":%q,"Nick":%q}`, name, "nick of "+name), 0)
	}
}

// REST calls a command as the application's backend does; want is the ErrorCode.
func (w *World) REST(command, body string, want int) Answer {
	w.T.Helper()
	return w.call(w.admin(), command, body, want)
}

// TryREST is REST for those who look at the ErrorCode themselves.
func (w *World) TryREST(command, body string) Answer {
	w.T.Helper()
	return w.try(w.admin(), command, body)
}

func (w *World) admin() *api.Caller {
	c := w.caller()
	c.Admin, c.Account = true, id.Account{App: w.app, Name: Admin}
	return c
}

func (w *World) try(c *api.Caller, command, body string) Answer {
	w.T.Helper()
	if !strings.Contains(command, ".") {
		command = "group_open_http_svc." + command
	}
	resp, err := w.Registry.Do(context.Background(), c, command, []byte(body))
	return decode(w.T, api.Envelope(resp, err))
}

func (w *World) call(c *api.Caller, command, body string, want int) Answer {
	w.T.Helper()
	a := w.try(c, command, body)
	if got := a.Int("ErrorCode"); got != want {
		w.T.Fatalf("%s %s: %d %s, want %d", command, body, got, a.Text("ErrorInfo"), want)
	}
	return a
}

// Account returns an account that exists.
func (w *World) Account(name string) id.Account {
	w.T.Helper()
	a, err := w.Accounts.Lookup(context.Background(), w.app, name)
	w.must(err)
	return a
}

// Group returns a group that exists.
func (w *World) Group(groupID string) *group.Group {
	w.T.Helper()
	g, err := w.Groups.Find(context.Background(), w.app, groupID)
	w.must(err)
	return g
}

// Eventually waits until a condition holds.
func (w *World) Eventually(what string, holds func() bool) {
	w.T.Helper()
	for deadline := time.Now().Add(5 * time.Second); time.Now().Before(deadline); time.Sleep(2 * time.Millisecond) {
		if holds() {
			return
		}
	}
	w.T.Fatalf("did not happen: %s", what)
}

// forgetJobs drops the repeat keys of jobs whose rows are gone.
func (w *World) forgetJobs(ctx context.Context, done []job.Job) error {
	return w.Timeline.Update(ctx, nil, func(tx *timeline.Tx) error {
		for _, j := range done {
			if err := tx.ForgetJob(j.App, j.ID); err != nil {
				return err
			}
		}
		return nil
	})
}
