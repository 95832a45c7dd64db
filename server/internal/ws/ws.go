// Package ws is the WebSocket door: sockets and frames of the public web SDK. It
// reads requests, makes the Caller of each, runs the command, and writes the
// answer; it gives each socket to package deliver as a session. It knows nothing
// of chat: login, hello and logout are commands like all others.
package ws

import (
	"context"
	"log/slog"
	"net"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"
	"unique"

	"github.com/gobwas/ws"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/app"
	"github.com/teahouse-chat/teahouse/server/internal/deliver"
)

// Authenticator makes the Caller of each request from its head. It is asked for
// every frame, because after a reconnect an SDK sends requests before it logs in
// again, so it must answer from memory. A response that comes with an error is
// part of the answer.
type Authenticator interface {
	Authenticate(ctx context.Context, a *app.App, head api.Head) (c *api.Caller, resp any, err error)
}

// Options are bounds of the door. Zero fields take the defaults.
type Options struct {
	// Silent is how long a client may send no whole frame, and how long it may
	// take to send one message, before its socket is closed; default 45 s. The
	// SDK pings when it heard nothing for 10 s, so one that is pushed to all the time
	// may send nothing: as long as the socket takes what is written, and the client
	// acknowledges it within the same time, it is there.
	Silent time.Duration
	// MaxSockets is how many sockets there may be before those that are not
	// logged in have to go, the oldest first; 0 is no limit.
	MaxSockets int
	// Young is how old such a socket is before it has to go: the younger ones are
	// about to log in, and an SDK does not come back after one that lived under a
	// second. Default 5 s.
	Young time.Duration
	// MaxMessage is the longest message taken, in bytes; default 1 MiB.
	MaxMessage int
	// Blocking serves each socket by a goroutine even where sockets can be
	// polled; for comparison.
	Blocking bool
}

// Door is an http.Handler for /binfo and /info under any path prefix.
type Door struct {
	registry *api.Registry
	hub      *deliver.Hub
	apps     *app.Apps
	auth     Authenticator
	log      *slog.Logger
	opts     Options
	polls    pollers
	crew     crew
	stats    counters
	made     time.Time

	ctx    context.Context // of requests: ends when Close gave up waiting
	cancel context.CancelFunc
	stop   chan struct{}
	work   sync.RWMutex // held for reading by each request that runs
	over   bool         // no more requests; guarded by work

	mu      sync.Mutex
	sockets map[*socket]struct{}
	closed  bool
}

// New returns a door that serves the commands of registry. Close ends it.
func New(registry *api.Registry, hub *deliver.Hub, apps *app.Apps, auth Authenticator, log *slog.Logger, o Options) (*Door, error) {
	if o.Silent <= 0 {
		o.Silent = 45 * time.Second
	}
	if o.Young <= 0 {
		o.Young = 5 * time.Second
	}
	if o.MaxMessage <= 0 {
		o.MaxMessage = 1 << 20
	}
	d := &Door{registry: registry, hub: hub, apps: apps, auth: auth, log: log, opts: o, made: time.Now(),
		stop: make(chan struct{}), sockets: map[*socket]struct{}{}}
	d.ctx, d.cancel = context.WithCancel(context.Background())
	if !o.Blocking {
		if err := d.polls.open(); err != nil {
			return nil, err
		}
	}
	go d.sweep()
	return d, nil
}

// ServeHTTP upgrades the connection and serves it until it ends, without keeping
// the calling goroutine. A socket of an unknown application is served too, and
// each of its requests answered with an error: an SDK whose socket is closed at
// once does not come back.
func (d *Door) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	form := deliver.Binary
	switch {
	case strings.HasSuffix(r.URL.Path, "/binfo"):
	case strings.HasSuffix(r.URL.Path, "/info"):
		form = deliver.Text
	default:
		http.NotFound(w, r)
		return
	}
	query := r.URL.Query()
	instance := query.Get("instanceid")
	if !validInstance(instance) {
		http.Error(w, "instanceid is at most 64 letters, digits, - and _", http.StatusBadRequest)
		return
	}
	conn, rw, _, err := ws.UpgradeHTTP(r, w)
	if err != nil {
		if conn != nil {
			conn.Close()
		}
		return
	}
	appID, _ := strconv.ParseUint(query.Get("sdkappid"), 10, 32)
	platform, _ := strconv.ParseInt(query.Get("platform"), 10, 32)
	s := &socket{door: d, app: uint32(appID), platform: int32(platform), ip: api.Address(r), opened: time.Since(d.made), base: unique.Make(baseOf(r))}
	s.heard.Store(time.Now().UnixMilli())
	s.conn = d.transport(conn, s)
	s.session = d.hub.Open(s.conn, form, strings.Clone(instance))
	if !d.add(s) {
		s.session.CloseFor(deliver.GoingAway)
		s.conn.shut()
		return
	}
	early, _ := rw.Reader.Peek(rw.Reader.Buffered()) // sent together with the handshake
	s.conn.start(append([]byte(nil), early...))
}

// validInstance tests an instanceid, which is stored with each login. The SDK's
// are 32 hex digits.
func validInstance(text string) bool {
	return len(text) <= 64 && !strings.ContainsFunc(text, func(r rune) bool {
		return r != '-' && r != '_' && (r < '0' || r > '9') && (r < 'a' || r > 'z') && (r < 'A' || r > 'Z')
	})
}

// conn is a socket's transport: by events or with a goroutine.
type conn interface {
	deliver.Conn
	// start begins reading, after what was read already.
	start(early []byte)
	// shut ends a connection at once. It may be called more than once.
	shut()
}

func (d *Door) transport(c net.Conn, s *socket) conn {
	acknowledge(c, d.opts.Silent)
	if tcp, ok := c.(*net.TCPConn); ok && !d.opts.Blocking {
		if p := d.polls.conn(tcp, s); p != nil {
			return p
		}
	}
	return newBlocking(c, s)
}

func (d *Door) add(s *socket) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.closed {
		return false
	}
	d.sockets[s] = struct{}{}
	d.stats.accepted.Add(1)
	return true
}

func (d *Door) remove(s *socket) {
	d.mu.Lock()
	defer d.mu.Unlock()
	delete(d.sockets, s)
}

func (d *Door) all() []*socket {
	d.mu.Lock()
	defer d.mu.Unlock()
	all := make([]*socket, 0, len(d.sockets))
	for s := range d.sockets {
		all = append(all, s)
	}
	return all
}

// Close ends the door: it takes no more sockets, closes those that are left (see
// deliver.Hub.Drain for doing that gently before), and waits until running
// requests have ended, or cancels them when ctx ends.
func (d *Door) Close(ctx context.Context) {
	d.mu.Lock()
	again := d.closed
	d.closed = true
	d.mu.Unlock()
	if again {
		return
	}
	close(d.stop)
	for _, s := range d.all() {
		s.session.CloseFor(deliver.GoingAway)
		s.conn.shut()
	}
	done := make(chan struct{})
	go func() {
		d.work.Lock() // waits for those that run
		d.over = true
		d.work.Unlock()
		close(done)
	}()
	select {
	case <-done:
	case <-ctx.Done():
	}
	d.cancel()
	<-done
	d.polls.close()
	d.crew.close()
}

// Stats are what a Door has done since it was made, and holds now.
type Stats struct {
	Sockets   int    // open now
	Accepted  uint64 // sockets
	Requests  uint64 // messages that were requests
	Strange   uint64 // messages that were not, and could not be answered
	Violation uint64 // sockets closed because they broke the WebSocket protocol
	TooFast   uint64 // requests over the application's client_rate, and sockets closed for too many frames
	Silent    uint64 // sockets closed because nothing whole came for too long
	Crowded   uint64 // sockets closed because there were too many and they not logged in
}

type counters struct {
	accepted, requests, strange, violation, tooFast, silent, crowded atomic.Uint64
}

// Stats returns the door's counters.
func (d *Door) Stats() Stats {
	d.mu.Lock()
	defer d.mu.Unlock()
	return Stats{Sockets: len(d.sockets), Accepted: d.stats.accepted.Load(), Requests: d.stats.requests.Load(),
		Strange: d.stats.strange.Load(), Violation: d.stats.violation.Load(), TooFast: d.stats.tooFast.Load(),
		Silent: d.stats.silent.Load(), Crowded: d.stats.crowded.Load()}
}
