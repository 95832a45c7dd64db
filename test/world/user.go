package world

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"strings"
	"sync"
	"time"

	"github.com/teahouse-chat/teahouse/client"
	"github.com/teahouse-chat/teahouse/wire"
)

// User is somebody in a story: a client of the Go SDK that remembers what it saw.
type User struct {
	Name string // UserID

	world  *World
	app    *App
	client *client.Client

	mu      sync.Mutex
	conn    net.Conn
	away    bool // no connection is made
	lines   []line
	seen    []seen
	changed chan struct{} // closed when seen grows
	over    bool
}

type seen struct {
	event client.Event
	used  bool // a Sees has taken it
}

// line is what a user sent, saw or did; it is put into words when a test failed.
type line struct {
	at    time.Duration // since the world began
	event client.Event
	text  string
}

func (l line) String() string {
	if l.event != nil {
		raw, err := json.Marshal(l.event)
		if err != nil {
			raw = []byte(err.Error())
		}
		l.text = fmt.Sprintf("saw  %s %.200s", strings.TrimPrefix(fmt.Sprintf("%T", l.event), "client."), raw)
	}
	return fmt.Sprintf("%8.3f %s\n", l.at.Seconds(), l.text)
}

// As changes how a user logs in.
type As func(*client.Options)

// Platform logs in from another kind of device.
func Platform(n int) As { return func(o *client.Options) { o.Platform = n } }

// Sig logs in with a given UserSig.
func Sig(sig string) As { return func(o *client.Options) { o.UserSig = sig } }

// Text uses text frames.
func Text() As { return func(o *client.Options) { o.Text = true } }

// Login logs a user in. An account that does not exist comes into being.
func (a *App) Login(name string, as ...As) *User {
	a.world.t.Helper()
	u, err := a.TryLogin(name, as...)
	if err != nil {
		a.world.t.Fatal(err)
	}
	return u
}

// TryLogin is Login for a login that may fail.
func (a *App) TryLogin(name string, as ...As) (*User, error) {
	w := a.world
	u := &User{Name: w.Name(name), world: w, app: a, changed: make(chan struct{})}
	o := client.Options{App: a.ID, User: u.Name, UserSig: a.Sig(name), TLS: w.opts.roots, MaxPause: 200 * time.Millisecond,
		NetDial: func(ctx context.Context, network, address string) (net.Conn, error) {
			conn, err := new(net.Dialer).DialContext(ctx, network, address)
			if err != nil {
				return nil, err
			}
			u.mu.Lock()
			defer u.mu.Unlock()
			if u.away {
				conn.Close()
				return nil, errors.New("away")
			}
			u.conn = conn
			return conn, nil
		}}
	for _, change := range as {
		change(&o)
	}
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	c, err := client.Dial(ctx, w.url, o)
	if err != nil {
		return nil, err
	}
	u.client = c
	w.mu.Lock()
	w.users = append(w.users, u)
	w.mu.Unlock()
	go u.watch()
	return u, nil
}

func (u *User) watch() {
	for e := range u.client.Events() {
		u.mu.Lock()
		u.lines = append(u.lines, line{time.Since(u.world.began), e, ""})
		u.seen = append(u.seen, seen{event: e})
		close(u.changed)
		u.changed = make(chan struct{})
		u.mu.Unlock()
	}
	u.mu.Lock()
	defer u.mu.Unlock()
	u.over = true
	close(u.changed)
	u.changed = nil
}

// story returns the last of what the user sent and saw.
func (u *User) story() string {
	u.mu.Lock()
	defer u.mu.Unlock()
	var b strings.Builder
	for _, l := range u.lines[max(0, len(u.lines)-40):] {
		b.WriteString(l.String())
	}
	return b.String()
}

// Do implements client.Conn.
func (u *User) Do(ctx context.Context, command string, body []byte) ([]byte, error) {
	answer, err := u.client.Do(ctx, command, body)
	u.mu.Lock()
	defer u.mu.Unlock()
	u.did(fmt.Sprintf("sent %s %.200s\n         got  %.120s %v", command, body, answer, err))
	return answer, err
}

// Client returns the user's client of the SDK.
func (u *User) Client() *client.Client { return u.client }

// Cut resets the user's connection. The client connects again by itself.
func (u *User) Cut() {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.did("cut")
	if tcp, ok := u.conn.(*net.TCPConn); ok {
		tcp.SetLinger(0)
	}
	u.conn.Close()
}

// Away cuts the user's connection, and has none made until Back.
func (u *User) Away() {
	u.world.t.Helper()
	u.mu.Lock()
	u.away = true
	for n := range u.seen { // states from before are no news
		if _, is := u.seen[n].event.(client.StateChanged); is {
			u.seen[n].used = true
		}
	}
	u.mu.Unlock()
	u.Cut()
	u.Becomes(client.Connecting)
}

// Back lets the client connect again, and waits until it has been told what it
// missed.
func (u *User) Back() {
	u.world.t.Helper()
	u.mu.Lock()
	u.away = false
	u.mu.Unlock()
	u.Becomes(client.Connected)
}

// did adds a line. The caller holds u.mu.
func (u *User) did(text string) {
	u.lines = append(u.lines, line{time.Since(u.world.began), nil, text})
}

// Leave closes the user's connection for good, without a logout.
func (u *User) Leave() { u.client.Close() }

// Call runs a command for a user; it must succeed.
func Call[Req, Resp any](u *User, cmd wire.Command[Req, Resp], req *Req) *Resp {
	u.world.t.Helper()
	resp, err := Try(u, cmd, req)
	if err != nil {
		u.world.t.Fatalf("%s: %s: %v", u.Name, cmd, err)
	}
	return resp
}

// Try runs a command for a user.
func Try[Req, Resp any](u *User, cmd wire.Command[Req, Resp], req *Req) (*Resp, error) {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	return client.Call(ctx, u, cmd, req)
}

// Refuses runs a command for a user; the server must refuse it with an error.
func Refuses[Req, Resp any](u *User, cmd wire.Command[Req, Resp], req *Req, want error) {
	u.world.t.Helper()
	if _, err := Try(u, cmd, req); !errors.Is(err, want) {
		u.world.t.Fatalf("%s: %s: got %v, want %v", u.Name, cmd, err, want)
	}
}

// Admin runs a command as the application's administrator over REST; it must
// succeed.
func Admin[Req, Resp any](a *App, cmd wire.Command[Req, Resp], req *Req) *Resp {
	a.world.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	resp, err := client.Call(ctx, a.Rest, cmd, req)
	if err != nil {
		a.world.t.Fatalf("administrator: %s: %v", cmd, err)
	}
	return resp
}
