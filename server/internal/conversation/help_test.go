package conversation

import (
	"bytes"
	"context"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"log/slog"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/teahouse-chat/teahouse/server/internal/account"
	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/app"
	"github.com/teahouse-chat/teahouse/server/internal/bus"
	"github.com/teahouse-chat/teahouse/server/internal/deliver"
	"github.com/teahouse-chat/teahouse/server/internal/event"
	"github.com/teahouse-chat/teahouse/server/internal/id"
	"github.com/teahouse-chat/teahouse/server/internal/profile"
	"github.com/teahouse-chat/teahouse/server/internal/store"
	"github.com/teahouse-chat/teahouse/server/internal/timeline"
)

// world is the room with real parts around it, in a folder of its own.
type world struct {
	t         *testing.T
	ctx       context.Context
	log       *timeline.Log
	hub       *deliver.Hub
	events    *event.Hub
	registry  *api.Registry
	accounts  *account.Service
	service   *Service
	apps      *app.Apps
	app       uint32
	later     atomic.Int64 // how far the timeline's clock is ahead
	instances uint64
	imported  map[string]bool
}

func newWorld(t *testing.T, change func(o *Options)) *world {
	t.Helper()
	ctx, quiet := context.Background(), slog.New(slog.DiscardHandler)
	w := &world{t: t, ctx: ctx, events: &event.Hub{}, registry: api.NewRegistry(slog.Default()), instances: 100, imported: map[string]bool{}}
	db, err := store.Open(ctx, t.TempDir())
	w.must(err)
	db.OnCommit(w.events.Publish)
	engine, err := timeline.OpenPebble(t.TempDir(), nil)
	w.must(err)
	w.log, err = timeline.Open(engine, w.events, timeline.Options{Log: quiet, Now: func() time.Time { return time.Now().Add(time.Duration(w.later.Load())) }})
	w.must(err)
	w.hub = deliver.New(bus.NewLocal(), deliver.Options{})
	t.Cleanup(func() { w.log.Close(); w.hub.Close(); db.Close() })
	w.apps, err = app.Open(ctx, db, nil)
	w.must(err)
	a, err := w.apps.Create(ctx, app.New{Name: "tea"})
	w.must(err)
	w.app = a.ID
	w.accounts = account.New(db, w.hub, w.events, quiet, profile.SetCards)
	w.accounts.Register(w.registry)
	profiles := profile.New(db, w.accounts, w.hub, w.events, quiet)
	o := Options{Log: quiet}
	if change != nil {
		change(&o)
	}
	w.service = New(db, w.log, w.accounts, profiles, w.hub, w.events, o)
	w.service.Register(w.registry)
	w.rest("im_open_login_svc.account_import", `{"UserID":"administrator"}`, 0)
	return w
}

func (w *world) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) caller() *api.Caller {
	a, err := w.apps.Get(w.app)
	w.must(err)
	return &api.Caller{App: a}
}

// answer is a response as a door would write it.
type answer map[string]any

func (w *world) do(c *api.Caller, command, body string, code int) answer {
	w.t.Helper()
	resp, err := w.registry.Do(w.ctx, c, command, []byte(body))
	var a answer
	d := json.NewDecoder(bytes.NewReader(api.Envelope(resp, err)))
	d.UseNumber()
	w.must(d.Decode(&a))
	if got := a["ErrorCode"].(json.Number).String(); got != strconv.Itoa(code) {
		w.t.Fatalf("%s %s: code %s (%v), want %d", command, body, got, a["ErrorInfo"], code)
	}
	return a
}

// rest calls a command as the application's server does.
func (w *world) rest(command, body string, code int) answer {
	w.t.Helper()
	c := w.caller()
	c.Admin, c.Account = true, id.Account{App: w.app, Name: "administrator"}
	return w.do(c, command, body, code)
}

// at follows a path into an answer: names of fields and numbers of list items.
func (a answer) at(path ...any) any {
	var v any = map[string]any(a)
	for _, step := range path {
		switch s := step.(type) {
		case string:
			m, _ := v.(map[string]any)
			v = m[s]
		case int:
			list, _ := v.([]any)
			if s >= len(list) {
				return nil
			}
			v = list[s]
		}
	}
	return v
}

func (a answer) text(path ...any) string { return fmt.Sprint(a.at(path...)) }

func (a answer) len(path ...any) int {
	list, ok := a.at(path...).([]any)
	if !ok {
		return -1
	}
	return len(list)
}

// client is a connected device.
type client struct {
	w       *world
	account id.Account
	session *deliver.Session
	conn    *conn
}

// login connects a device of an account, which is made if need be.
func (w *world) login(name string) *client {
	w.t.Helper()
	if !w.imported[name] { // again it would be a change that is pushed
		w.imported[name] = true
		w.rest("im_open_login_svc.account_import", fmt.Sprintf(`{"UserID":%q,"Nick":%q}`, name, "the "+name), 0)
	}
	a, err := w.accounts.Lookup(w.ctx, w.app, name)
	w.must(err)
	c := &client{w: w, account: a, conn: &conn{}}
	w.instances++
	c.connect(w.instances)
	return c
}

func (c *client) connect(instance uint64) {
	c.conn = &conn{}
	c.session = c.w.hub.Open(c.conn, deliver.Binary, strconv.FormatUint(instance, 10))
	c.w.must(c.session.Bind(c.account, instance))
	c.session.Reply([]byte(`{}`))
	c.events()
}

func (c *client) do(command, body string, code int) answer {
	c.w.t.Helper()
	as := c.w.caller()
	as.Account, as.Door, as.Session, as.Instance = c.account, api.WebSocket, c.session, c.session.Instance()
	return c.w.do(as, command, body, code)
}

// append stores a text from one account to another.
func (w *world) append(from, to *client, text string, flags timeline.Flags) timeline.Message {
	w.t.Helper()
	body, err := json.Marshal([]any{map[string]any{"MsgType": "TIMTextElem", "MsgContent": map[string]string{"Text": text}}})
	w.must(err)
	w.later.Add(int64(time.Second))
	m, _, err := w.log.Append(w.ctx, timeline.Message{Conv: id.Pair(w.app, from.account.ID, to.account.ID), From: from.account.ID,
		FromAccount: from.account.Name, ToAccount: to.account.Name, Seq: 1, Random: 1, Body: body, Flags: flags}, timeline.Repeat{Never: true})
	w.must(err)
	return m
}

// events returns the events that were pushed to the device since the last call.
// What was caused before the call is there: a mark behind it is waited for.
func (c *client) events() []answer {
	c.w.t.Helper()
	mark := fmt.Sprint(time.Now().UnixNano())
	f, err := deliver.NewFrame("mark", mark)
	c.w.must(err)
	c.w.hub.ToInstance(c.account.App, c.account.ID, c.session.Instance(), f)
	for deadline := time.Now().Add(time.Minute); time.Now().Before(deadline); time.Sleep(time.Millisecond) {
		if all, there := c.conn.until(mark); there {
			return all
		}
	}
	c.w.t.Fatal("the mark did not come")
	return nil
}

// sees waits for one event and returns it; another number of events fails.
func (c *client) sees(label int) answer {
	c.w.t.Helper()
	all := c.events()
	if len(all) != 1 || all[0].text("Event") != strconv.Itoa(label) {
		c.w.t.Fatalf("%s sees %v, want one event %d", c.account.Name, all, label)
	}
	return all[0]
}

func (c *client) seesNothing() {
	c.w.t.Helper()
	if all := c.events(); len(all) != 0 {
		c.w.t.Fatalf("%s sees %v", c.account.Name, all)
	}
}

// conn is the device's end of a connection.
type conn struct {
	mu  sync.Mutex
	got []byte
}

func (c *conn) Writev(bufs [][]byte) (n int, err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, b := range bufs {
		c.got = append(c.got, b...)
		n += len(b)
	}
	return n, nil
}

func (c *conn) Close(deliver.Reason) {}

// until takes the events before a mark, once the mark is there.
func (c *conn) until(mark string) (events []answer, there bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	rest := c.got
	for len(rest) > 0 {
		var payload []byte
		payload, rest = cut(rest)
		var doc struct {
			Body json.RawMessage
		}
		d := json.NewDecoder(bytes.NewReader(payload))
		if d.Decode(&doc) != nil {
			continue
		}
		if string(doc.Body) == strconv.Quote(mark) {
			c.got = rest
			return events, true
		}
		var push struct{ EventArray []answer }
		d = json.NewDecoder(bytes.NewReader(doc.Body))
		d.UseNumber()
		if len(doc.Body) > 0 && d.Decode(&push) == nil {
			events = append(events, push.EventArray...)
		}
	}
	return nil, false
}

// cut takes a WebSocket frame of a server.
func cut(b []byte) (payload, rest []byte) {
	n, head := int(b[1]), 2
	switch n {
	case 126:
		n, head = int(binary.BigEndian.Uint16(b[2:])), 4
	case 127:
		n, head = int(binary.BigEndian.Uint64(b[2:])), 10
	}
	return b[head : head+n], b[head+n:]
}
