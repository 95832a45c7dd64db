package ws_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	gobwas "github.com/gobwas/ws"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/app"
	"github.com/teahouse-chat/teahouse/server/internal/bus"
	"github.com/teahouse-chat/teahouse/server/internal/deliver"
	"github.com/teahouse-chat/teahouse/server/internal/id"
	"github.com/teahouse-chat/teahouse/server/internal/store"
	"github.com/teahouse-chat/teahouse/server/internal/ws"
	"github.com/teahouse-chat/teahouse/wire"
)

// The toy commands that the door is tested with.
type (
	echoRequest  struct{ Text string }
	echoResponse struct{ Text string }
)

var (
	login    = wire.DefineClient[wire.Empty, wire.Empty]("toy.login")
	echo     = wire.DefineClient[echoRequest, echoResponse]("toy.echo")
	refuse   = wire.DefineClient[wire.Empty, echoResponse]("toy.refuse")
	slow     = wire.DefineClient[wire.Empty, wire.Empty]("toy.slow")
	poll     = wire.DefineClient[wire.Empty, wire.Empty]("toy.poll")
	alive    = wire.DefineClient[wire.Empty, wire.Empty]("heartbeat.alive")
	errTaken = wire.NewError(20027, "taken")
)

// world is a door behind a real HTTP server, with toy commands.
type world struct {
	t     testing.TB
	door  *ws.Door
	hub   *deliver.Hub
	apps  *app.Apps
	app   *app.App
	url   string
	free  chan struct{} // lets one toy.slow or toy.poll go
	ended atomic.Int32  // polls whose context ended
	tls   bool
}

// Authenticate takes "a2-NAME" for a ticket of the account NAME.
func (w *world) Authenticate(_ context.Context, a *app.App, head api.Head) (*api.Caller, any, error) {
	name, ok := strings.CutPrefix(head.A2, "a2-")
	switch {
	case head.A2 == "broken":
		return nil, nil, errors.New("the store is on fire")
	case head.A2 == "panic":
		panic("a bug")
	case head.A2 == "kicked":
		return nil, echoResponse{"how"}, wire.NewError(1002, "kicked")
	case head.A2 == "":
		name = ""
	case !ok:
		return nil, nil, wire.ErrSigExpired
	}
	return &api.Caller{App: a, Account: id.Account{App: a.ID, ID: 10, Name: name}, Door: api.WebSocket, Head: head}, nil, nil
}

func start(t testing.TB, o ws.Options, tls bool) *world {
	t.Helper()
	w := &world{t: t, free: make(chan struct{}, 100), tls: tls}
	db, err := store.Open(t.Context(), t.TempDir())
	w.must(err)
	w.apps, err = app.Open(t.Context(), db, nil)
	w.must(err)
	w.app, err = w.apps.Create(t.Context(), app.New{Name: "tea", Settings: map[string]string{"client_rate": "0"}})
	w.must(err)
	w.hub = deliver.New(bus.NewLocal(), deliver.Options{})
	registry := api.NewRegistry(slog.New(slog.DiscardHandler))
	w.register(registry)
	w.door, err = ws.New(registry, w.hub, w.apps, w, slog.New(slog.DiscardHandler), o)
	w.must(err)
	server := httptest.NewUnstartedServer(w.door)
	server.Config.ReadTimeout = time.Second // must not end sockets
	if tls {
		server.StartTLS()
	} else {
		server.Start()
	}
	w.url = "ws" + strings.TrimPrefix(server.URL, "http") + "/prefix"
	t.Cleanup(func() {
		close(w.free)
		w.door.Close(context.Background())
		server.Close()
		w.hub.Close()
		db.Close()
	})
	return w
}

func (w *world) register(r *api.Registry) {
	both := api.User | api.Guest
	api.Handle(r, login, both, func(_ context.Context, c *api.Caller, _ *wire.Empty) (*wire.Empty, error) {
		return nil, c.Session.(*deliver.Session).Bind(c.Account, 100)
	})
	api.Handle(r, echo, both, func(_ context.Context, c *api.Caller, req *echoRequest) (*echoResponse, error) {
		return &echoResponse{req.Text + c.Account.Name}, nil
	})
	api.Handle(r, refuse, both, func(context.Context, *api.Caller, *wire.Empty) (*echoResponse, error) {
		return &echoResponse{"current"}, errTaken
	})
	api.Handle(r, slow, both, func(context.Context, *api.Caller, *wire.Empty) (*wire.Empty, error) {
		<-w.free
		return nil, nil
	})
	api.Handle(r, alive, both, func(context.Context, *api.Caller, *wire.Empty) (*wire.Empty, error) { return nil, nil })
	api.Handle(r, poll, both, func(ctx context.Context, _ *api.Caller, _ *wire.Empty) (*wire.Empty, error) {
		select {
		case <-w.free:
		case <-ctx.Done():
			w.ended.Add(1)
		}
		return nil, nil
	}, api.Beside())
}

func (w *world) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

// until waits for a condition.
func (w *world) until(what string, is func() bool) {
	w.t.Helper()
	for deadline := time.Now().Add(time.Minute); !is(); time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			w.t.Fatalf("never: %s", what)
		}
	}
}

// client is a WebSocket client that sees every frame.
type client struct {
	net.Conn
	w  *world
	op gobwas.OpCode
}

func (w *world) dial(path string) *client {
	w.t.Helper()
	return w.dialApp(path, w.app.ID)
}

func (w *world) dialApp(path string, app uint32) *client {
	w.t.Helper()
	d := gobwas.Dialer{Timeout: time.Minute, TLSConfig: insecure}
	conn, buffered, _, err := d.Dial(context.Background(), fmt.Sprintf("%s%s?sdkappid=%d&instanceid=0123456789abcdef&platform=7", w.url, path, app))
	w.must(err)
	if buffered != nil {
		w.t.Fatal("the server spoke first")
	}
	w.t.Cleanup(func() { conn.Close() })
	c := &client{conn, w, gobwas.OpBinary}
	if path == "/info" {
		c.op = gobwas.OpText
	}
	return c
}

// sends writes a masked frame.
func (c *client) sends(f gobwas.Frame) {
	c.w.t.Helper()
	c.w.must(gobwas.WriteFrame(c, gobwas.MaskFrame(f)))
}

func request(seq int, command, head, body string) []byte {
	return fmt.Appendf(nil, `{"head":{"servcmd":%q,"seq":%d%s},"body":%s}`, command, seq, head, body)
}

func (c *client) asks(seq int, command, head, body string) {
	c.w.t.Helper()
	c.sends(gobwas.NewFrame(c.op, true, request(seq, command, head, body)))
}

// login logs in with the ticket of an account.
func (c *client) login(name string) {
	c.w.t.Helper()
	c.asks(1000, "toy.login", `,"a2":"a2-`+name+`"`, `{}`)
	c.reads(answer(1000, "toy.login", 0, "", ""))
}

func (c *client) frame() gobwas.Frame {
	c.w.t.Helper()
	c.SetReadDeadline(time.Now().Add(time.Minute))
	f, err := gobwas.ReadFrame(c)
	c.w.must(err)
	return f
}

// reads expects this document next.
func (c *client) reads(want string) {
	c.w.t.Helper()
	f := c.frame()
	if got := string(f.Payload); got != want || f.Header.OpCode != c.op {
		c.w.t.Fatalf("read %v %.300s\nwant %v %.300s", f.Header.OpCode, got, c.op, want)
	}
}

func answer(seq int, command string, code int, info, more string) string {
	status := "OK"
	if code != 0 {
		status = "FAIL"
	}
	text, _ := json.Marshal(info)
	return fmt.Sprintf(`{"head":{"servcmd":%q,"seq":%d},"body":{"ActionStatus":%q,"ErrorCode":%d,"ErrorInfo":%s%s}}`,
		command, seq, status, code, text, more)
}

// isClosed expects a close frame with this status and then the end.
func (c *client) isClosed(code gobwas.StatusCode) {
	c.w.t.Helper()
	f := c.frame()
	if got, _ := gobwas.ParseCloseFrameData(f.Payload); f.Header.OpCode != gobwas.OpClose || got != code {
		c.w.t.Fatalf("read %v %d %.100q, want a close with %d", f.Header.OpCode, got, f.Payload, code)
	}
	if _, err := gobwas.ReadFrame(c); err == nil {
		c.w.t.Fatal("frames after the close frame")
	}
}

// each runs a test over every transport and form.
func each(t *testing.T, o ws.Options, f func(w *world, path string)) {
	t.Helper()
	eachDoor(t, o, false, f)
}

// eachAtOnce is each for what waits most of the time.
func eachAtOnce(t *testing.T, o ws.Options, f func(w *world, path string)) {
	t.Helper()
	eachDoor(t, o, true, f)
}

func eachDoor(t *testing.T, o ws.Options, atOnce bool, f func(w *world, path string)) {
	t.Helper()
	for _, row := range []struct {
		name          string
		blocking, tls bool
		path          string
	}{
		{"events", false, false, "/binfo"}, {"events, text", false, false, "/info"},
		{"goroutines", true, false, "/binfo"}, {"TLS", false, true, "/info"},
	} {
		t.Run(row.name, func(t *testing.T) {
			if atOnce {
				t.Parallel()
			}
			o := o
			o.Blocking = row.blocking
			f(start(t, o, row.tls), row.path)
		})
	}
}

func TestOnlySocketsAreServed(t *testing.T) {
	w := start(t, ws.Options{}, false)
	for path, want := range map[string]int{"/binfo": http.StatusBadRequest, "/elsewhere": http.StatusNotFound} {
		resp, err := http.Get("http" + strings.TrimPrefix(w.url, "ws") + path)
		w.must(err)
		resp.Body.Close()
		if resp.StatusCode != want {
			t.Errorf("GET %s: %d, want %d", path, resp.StatusCode, want)
		}
	}
}
