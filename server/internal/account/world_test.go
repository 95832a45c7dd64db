package account_test

import (
	"bytes"
	"context"
	"encoding/json"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/teahouse-chat/teahouse/server/internal/account"
	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/app"
	"github.com/teahouse-chat/teahouse/server/internal/bus"
	"github.com/teahouse-chat/teahouse/server/internal/deliver"
	"github.com/teahouse-chat/teahouse/server/internal/event"
	"github.com/teahouse-chat/teahouse/server/internal/id"
	"github.com/teahouse-chat/teahouse/server/internal/job"
	"github.com/teahouse-chat/teahouse/server/internal/profile"
	"github.com/teahouse-chat/teahouse/server/internal/store"
	"github.com/teahouse-chat/teahouse/usersig"
)

const (
	login  = "im_open_status.wslogin"
	logout = "im_open_status.wslogout"
	hello  = "im_open_status.wshello"
	alive  = "heartbeat.alive"
)

// world is the account room with real records and delivery.
type world struct {
	t        *testing.T
	dir      string
	db       *store.DB
	hub      *deliver.Hub
	apps     *app.Apps
	accounts *account.Service
	profiles *profile.Service
	registry *api.Registry
	events   *event.Hub
	jobs     *job.Jobs
	app      uint32

	failures bytes.Buffer // what the registry logged

	mu     sync.Mutex
	closed []event.SessionClosed
}

func newWorld(t *testing.T, policy string) *world {
	t.Helper()
	w := &world{t: t, dir: t.TempDir()}
	w.start()
	t.Cleanup(w.stop)
	a, err := w.apps.Create(t.Context(), app.New{Name: "tea", Settings: map[string]string{"multi_device": policy, "rest_rate": "0"}})
	w.must(err)
	w.app = a.ID
	return w
}

func (w *world) start() {
	ctx, quiet := context.Background(), slog.New(slog.DiscardHandler)
	events := &event.Hub{}
	w.events = events
	var err error
	w.db, err = store.Open(ctx, w.dir)
	w.must(err)
	w.db.OnCommit(events.Publish)
	w.apps, err = app.Open(ctx, w.db, nil)
	w.must(err)
	w.hub = deliver.New(bus.NewLocal(), deliver.Options{})
	w.accounts = account.New(w.db, w.hub, events, quiet, profile.SetCards)
	w.jobs = job.New(w.db, quiet, nil)
	w.accounts.UseJobs(w.jobs)
	w.profiles = profile.New(w.db, w.accounts, w.hub, events, quiet)
	w.registry = api.NewRegistry(slog.New(slog.NewTextHandler(&w.failures, nil)))
	w.accounts.Register(w.registry)
	event.On(events, func(_ context.Context, e event.SessionClosed) {
		w.mu.Lock()
		defer w.mu.Unlock()
		w.closed = append(w.closed, e)
	})
}

func (w *world) stop() {
	w.jobs.Close()
	w.hub.Drain(context.Background(), 0)
	w.hub.Close()
	w.must(w.db.Close())
}

// restart is a server that comes back with what is on its disk.
func (w *world) restart() {
	w.stop()
	w.start()
}

func (w *world) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) application() *app.App {
	w.t.Helper()
	a, err := w.apps.Get(w.app)
	w.must(err)
	return a
}

// sig is a UserSig that was made at a time.
func (w *world) sig(name string, made time.Time, expire time.Duration) string {
	return usersig.Token{App: w.app, User: name, Made: made, Expire: expire}.Sign(w.application().Key)
}

func (w *world) freshSig(name string) string { return w.sig(name, time.Now(), time.Hour) }

// rest calls a command of im_open_login_svc as an App admin.
func (w *world) rest(command, body string, want int) answer {
	w.t.Helper()
	c := &api.Caller{App: w.application(), Admin: true, Account: id.Account{App: w.app, Name: app.DefaultAdmin}}
	resp, err := w.registry.Do(context.Background(), c, "im_open_login_svc."+command, []byte(body))
	return w.answer(command, resp, err, want)
}

func (w *world) answer(command string, resp any, err error, want int) answer {
	w.t.Helper()
	var a answer
	w.must(json.Unmarshal(api.Envelope(resp, err), &a))
	if a.ErrorCode != want {
		w.t.Fatalf("%s: %d %s, want %d", command, a.ErrorCode, a.ErrorInfo, want)
	}
	return a
}

// ends waits until a session of the instance was closed, and tells how.
func (w *world) ends(instance uint64) (cut bool) {
	w.t.Helper()
	w.eventually("the session closes", func() bool {
		w.mu.Lock()
		defer w.mu.Unlock()
		i := slices.IndexFunc(w.closed, func(e event.SessionClosed) bool { return e.Instance == instance })
		if i >= 0 {
			cut = w.closed[i].Cut
		}
		return i >= 0
	})
	return cut
}

func (w *world) eventually(what string, holds func() bool) {
	w.t.Helper()
	for deadline := time.Now().Add(10 * time.Second); time.Now().Before(deadline); time.Sleep(2 * time.Millisecond) {
		if holds() {
			return
		}
	}
	w.t.Fatalf("did not happen: %s", what)
}

// answer holds what any of the commands answers.
type answer struct {
	ErrorCode    int
	ErrorInfo    string
	TinyId       string
	A2Key        string
	InstId       uint64
	KickType     int
	NewInstInfo  struct{ InstId uint64 }
	FailAccounts []string
	ResultItem   []struct {
		UserID, AccountStatus string
		ResultCode            int
	}
}

// device is an SDK object with a socket.
type device struct {
	w         *world
	user, key string
	platform  int
	conn      *conn
	session   *deliver.Session
	ticket    string
	tiny      string
	instance  uint64
}

// device opens a socket and does not log in.
func (w *world) device(user, key string, platform int) *device {
	d := &device{w: w, user: user, key: key, platform: platform}
	d.connect()
	return d
}

func (d *device) connect() {
	d.conn = &conn{}
	d.session = d.w.hub.Open(d.conn, deliver.Text, d.key)
}

// online is a device that logged in.
func (w *world) online(user, key string, platform int) *device {
	w.t.Helper()
	d := w.device(user, key, platform)
	d.login(w.freshSig(user), 0)
	return d
}

// login logs in by a UserSig.
func (d *device) login(sig string, want int) answer {
	d.w.t.Helper()
	return d.loggedIn(d.send(login, api.Head{Identifier: d.user, UserSig: sig}, want))
}

// resume logs in by the A2Key, on a new socket.
func (d *device) resume(want int) answer {
	d.w.t.Helper()
	d.connect()
	return d.loggedIn(d.call(login, want))
}

func (d *device) loggedIn(a answer) answer {
	if a.ErrorCode == 0 {
		d.ticket, d.instance, d.tiny = a.A2Key, a.InstId, a.TinyId
	}
	return a
}

// call sends a command with the A2Key.
func (d *device) call(command string, want int) answer {
	d.w.t.Helper()
	return d.send(command, api.Head{A2: d.ticket}, want)
}

// send does what the door does with a frame.
func (d *device) send(command string, head api.Head, want int) answer {
	d.w.t.Helper()
	head.Command, head.Platform, head.Instance = command, d.platform, d.key
	c, resp, err := d.w.accounts.Authenticate(context.Background(), d.w.application(), head)
	if err == nil {
		c.Session = d.session
		resp, err = d.w.registry.Do(context.Background(), c, command, []byte(`{}`))
	}
	d.session.Reply(api.Envelope(resp, err))
	return d.w.answer(d.user+" "+command, resp, err, want)
}

// isOnline tells whether what is pushed to the account reaches the device.
func (d *device) isOnline() bool {
	s := d.w.hub.SessionOf(d.instance)
	return s != nil && s == d.session && s.Bound()
}

func (d *device) wasKicked() bool { return d.conn.has(`im_open_status.stat_forceoffline`) }

// conn is the far end of a socket.
type conn struct {
	mu     sync.Mutex
	got    strings.Builder
	closed *deliver.Reason
}

func (c *conn) Writev(bufs [][]byte) (n int, err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, b := range bufs {
		c.got.Write(b)
		n += len(b)
	}
	return n, nil
}

func (c *conn) Close(why deliver.Reason) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.closed = &why
}

func (c *conn) has(text string) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return strings.Contains(c.got.String(), text)
}

func (c *conn) reason() deliver.Reason {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closed == nil {
		return deliver.Reason{}
	}
	return *c.closed
}
