// Package world is what stories are told with: it starts the real binary on a
// free port with data of its own, logs users in by the Go SDK, and waits for
// conditions, never for time.
//
//	w := world.Start(t)
//	alice, bob := w.Login("alice"), w.Login("bob")
//	alice.Send("bob", "hi")
//	bob.Sees("hi", world.From("alice"))
//
// When a story fails, it prints what each user sent and saw, and the end of the
// server's log.
//
// With TARGET=<address> (http://host:port), TARGET_APP and TARGET_KEY in the
// environment, the stories are told to that server instead; those that need the
// process or the command line are skipped.
package world

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/teahouse-chat/teahouse/client"
	"github.com/teahouse-chat/teahouse/usersig"
)

// World is a server with an application, and the users of a story.
type World struct {
	*App
	t      testing.TB
	url    string
	server *server // nil with TARGET
	began  time.Time
	opts   options
	suffix string // of users' names, on a server that others use too

	mu    sync.Mutex
	users []*User
}

// App is an application of the world.
type App struct {
	ID   uint32
	Key  string
	Rest *client.REST // as the application's administrator

	world *World
}

// Start starts a server with one application. It ends with the test.
func Start(t testing.TB, opts ...Option) *World {
	t.Helper()
	w := &World{t: t, began: time.Now()}
	for _, o := range opts {
		o(&w.opts)
	}
	if target := os.Getenv("TARGET"); target != "" {
		w.useTarget(target)
	} else {
		w.startServer()
	}
	t.Cleanup(w.end)
	return w
}

func (w *World) useTarget(target string) {
	w.t.Helper()
	if w.opts.own {
		w.t.Skip("this story needs a server of its own")
	}
	if !strings.Contains(target, "://") {
		target = "http://" + target
	}
	id, err := strconv.ParseUint(os.Getenv("TARGET_APP"), 10, 32)
	if err != nil {
		w.t.Fatalf("TARGET_APP: %v", err)
	}
	w.url, w.suffix = target, fmt.Sprintf("-%08x", rand.Uint32())
	w.App = w.app(uint32(id), os.Getenv("TARGET_KEY"))
}

func (w *World) startServer() {
	w.t.Helper()
	bin, err := Binary()
	if err != nil {
		w.t.Fatal(err)
	}
	addr, err := freeAddr()
	if err != nil {
		w.t.Fatal(err)
	}
	w.url = "http://" + addr
	w.lay(w.t)
	w.server = &server{bin: bin, data: filepath.Join(w.t.TempDir(), "data"), addr: addr, http: &http.Client{Timeout: patience}}
	if w.opts.tls {
		w.url = "https://" + addr
		w.makeTLS()
	}
	w.server.url = w.url
	w.server.args = append(w.server.args, "--drain", w.opts.drain.String(), "--webhook-private", "127.0.0.0/8")
	w.server.args = append(append(w.server.args, w.opts.store...), w.opts.args...)
	w.App = w.NewApp()
	if len(w.opts.settings) > 0 {
		w.Set(w.opts.settings...)
	}
	if err := w.server.start(); err != nil {
		w.t.Fatalf("%v\n%s", err, w.server.log.tail(40))
	}
}

// NewApp makes another application by the command line. A running server knows
// it within a second.
func (w *World) NewApp() *App {
	w.t.Helper()
	var made struct {
		SDKAppID uint32
		Key      string
	}
	out := w.Teahouse(append([]string{"app", "create", "--json"}, w.opts.recordArgs...)...)
	if err := json.Unmarshal(out, &made); err != nil {
		w.t.Fatalf("teahouse app create: %v in %s", err, out)
	}
	return w.app(made.SDKAppID, made.Key)
}

// Teahouse runs a verb of the binary on the world's data and returns what it
// printed.
func (w *World) Teahouse(args ...string) []byte {
	w.t.Helper()
	out, err := w.server.run(append(append(args, "--data", w.server.data), w.opts.store...)...)
	if err != nil {
		w.t.Fatal(err)
	}
	return out
}

// Set changes settings of the application, NAME=VALUE, by the command line.
func (a *App) Set(settings ...string) {
	a.world.t.Helper()
	args := append([]string{"app", "settings", "set"}, a.world.opts.recordArgs...)
	a.world.Teahouse(append(append(args, strconv.FormatUint(uint64(a.ID), 10)), settings...)...)
}

func (w *World) app(id uint32, key string) *App {
	a := &App{ID: id, Key: key, world: w}
	a.Rest = &client.REST{URL: w.url, App: id, Key: key, HTTP: w.opts.http()}
	return a
}

// Sig returns a UserSig of a user, valid for an hour.
func (a *App) Sig(name string) string {
	return usersig.Make(a.ID, a.Key, a.world.Name(name), time.Hour)
}

// Name returns the UserID of a user of the story.
func (w *World) Name(name string) string { return name + w.suffix }

// URL returns the server's address, http or https.
func (w *World) URL() string { return w.url }

// Data returns the server's data directory.
func (w *World) Data() string { return w.server.data }

// Store returns the URL of the database that the server stores in, "" if that is
// the data directory.
func (w *World) Store() string {
	if len(w.opts.store) == 0 {
		return ""
	}
	return w.opts.store[1]
}

// Log returns what the server printed so far.
func (w *World) Log() string { return w.server.log.String() }

// Pid returns the process id of the server.
func (w *World) Pid() int { return w.server.cmd.Process.Pid }

// Kill ends the server with SIGKILL.
func (w *World) Kill() { w.server.kill() }

// Restart starts the server again, on the same port with the same data.
func (w *World) Restart() {
	w.t.Helper()
	if err := w.server.start(); err != nil {
		w.t.Fatalf("%v\n%s", err, w.server.log.tail(40))
	}
}

// Stop ends the server with SIGTERM and returns its exit code.
func (w *World) Stop() int {
	w.t.Helper()
	code, err := w.server.stop()
	if err != nil {
		w.t.Fatalf("%v\n%s", err, w.server.log.tail(200))
	}
	return code
}

// end closes everything, and fails the test if the server did not end well.
func (w *World) end() {
	w.mu.Lock()
	users := w.users
	w.mu.Unlock()
	for _, u := range users {
		u.client.Close()
	}
	if w.server != nil && w.server.running() {
		if code, err := w.server.stop(); err != nil || code != 0 {
			w.t.Errorf("the server ended with code %d after SIGTERM, %v", code, err)
		}
	}
	if w.server != nil {
		for _, bad := range []string{"DATA RACE", "panic:", "fatal error:"} {
			if at := strings.Index(w.Log(), bad); at >= 0 {
				w.t.Errorf("the server's log has a %s\n%.3000s", bad, w.Log()[at:])
			}
		}
	}
	if w.t.Failed() {
		w.report(users)
	}
}

// report prints what each user sent and saw, and the end of the server's log.
func (w *World) report(users []*User) {
	var b strings.Builder
	for _, u := range users {
		fmt.Fprintf(&b, "--- %s (%v)\n%s", u.Name, u.client.Err(), u.story())
	}
	if w.server != nil {
		fmt.Fprintf(&b, "--- end of the server's log\n%s\n", w.server.log.tail(60))
	}
	w.t.Log("\n" + b.String())
}
