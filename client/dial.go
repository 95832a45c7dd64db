package client

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"time"

	"github.com/teahouse-chat/teahouse/wire"
	"github.com/teahouse-chat/teahouse/wire/account"
)

// Client is a logged-in user on a WebSocket. It keeps itself connected: when the
// socket is cut it connects again, sends again what was not answered, with the
// same numbers, and logs in by its session. It is over, and stays so, after
// Close, Logout, a kick, or when its UserSig expired; Err tells why. It may be
// used by many goroutines.
type Client struct {
	opts   Options
	server string
	queue  *queue
	track  *tracker
	done   chan struct{} // closed when the socket is

	ctx context.Context // ends when the client is over; its cause is Err
	end context.CancelCauseFunc

	mu      sync.Mutex
	link    *link // the socket that requests go over; nil between two
	ticket  account.WsloginResponse
	fresh   time.Time // when the UserSig of the last login by one was made
	seq     uint32    // of requests
	drawn   uint32    // of messages
	heard   time.Time // when the last socket was heard; run alone uses it
	waiting map[uint32]*request
	asked   map[string]bool // commands that were called: a frame of them is no push
}

// Dial connects to a server, "ws://host:port" with a path prefix if there is
// one, and logs in. ctx bounds that alone. A refused login is a *wire.Error.
func Dial(ctx context.Context, server string, o Options) (*Client, error) {
	if err := o.complete(); err != nil {
		return nil, err
	}
	c := &Client{opts: o, server: server, queue: newQueue(o.Backlog), done: make(chan struct{}), seq: rand.Uint32N(100_000_000),
		waiting: map[uint32]*request{}, asked: map[string]bool{}}
	c.track = newTracker(c)
	c.ctx, c.end = context.WithCancelCause(context.Background())
	l, err := c.connect(ctx)
	if err == nil && !o.NoSync {
		err = c.track.begin(ctx, l)
	}
	if err != nil {
		c.end(err)
		if l != nil {
			l.close()
		}
		return nil, fmt.Errorf("log in as %s: %w", o.User, err)
	}
	c.queue.begin()
	go c.run(l)
	return c, nil
}

// Session is what the last login gave: TinyId and InstId, among others.
func (c *Client) Session() account.WsloginResponse {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.ticket
}

// User returns the user's UserID.
func (c *Client) User() string { return c.opts.User }

// Done is closed when the client is over.
func (c *Client) Done() <-chan struct{} { return c.ctx.Done() }

// Err returns why the client is over: ErrClosed, a *KickedError,
// wire.ErrSigExpired, or another refusal of a login. nil: it is not over.
func (c *Client) Err() error {
	if c.ctx.Err() == nil {
		return nil
	}
	return context.Cause(c.ctx)
}

// KickedError says that the login was ended by another one or by the
// application. errors.Is tells it as account.ErrKicked.
type KickedError struct{ account.Kicked }

// Error returns how the client was kicked.
func (e *KickedError) Error() string {
	if e.KickType == account.KickedByREST {
		return "kicked by the application"
	}
	return "kicked by another login of the same user"
}

// Unwrap returns account.ErrKicked.
func (e *KickedError) Unwrap() error { return account.ErrKicked }

// Close ends the connection and keeps the login: the user stays in live rooms
// for a minute, and another Client with the same InstanceID takes it over. Calls
// that have no answer yet give ErrClosed. It returns when the socket is closed;
// what waits for Events can still be read.
func (c *Client) Close() error {
	c.end(ErrClosed)
	<-c.done
	return nil
}

// Logout ends the login and the connection. The error is that of the request;
// the client is over in any case.
func (c *Client) Logout(ctx context.Context) error {
	_, err := Call(ctx, c, account.Wslogout, &account.WslogoutRequest{})
	c.Close()
	return err
}

// run keeps the client connected until it is over.
func (c *Client) run(l *link) {
	defer close(c.done)
	defer c.queue.close()
	c.queue.put(item{events: []Event{StateChanged{Connected}}})
	for {
		select {
		case <-l.ctx.Done():
		case <-c.ctx.Done():
			c.leave(l)
			return
		}
		c.use(nil)
		c.heard = time.Unix(0, l.heard.Load())
		c.queue.put(item{events: []Event{StateChanged{Connecting}}})
		if l = c.reconnect(); l == nil {
			c.leave(nil)
			return
		}
		c.queue.put(item{events: []Event{StateChanged{Connected}}})
	}
}

// leave says good bye: an instance that another login displaced logs out.
func (c *Client) leave(l *link) {
	c.use(nil)
	if l != nil {
		var kicked *KickedError
		if errors.As(c.Err(), &kicked) && kicked.KickType != account.KickedByREST {
			ctx, cancel := context.WithTimeout(context.Background(), pingTimeout)
			defer cancel()
			Call(ctx, onLink{c, l, ""}, account.Wslogout, &account.WslogoutRequest{Type: 1}) // as good as any end
		}
		l.bye()
	}
	c.queue.put(item{events: []Event{StateChanged{Over}}})
}

// reconnect tries until it succeeds or the client is over, at first at once and
// then with growing pauses, drawn at random so that not all come together.
func (c *Client) reconnect() *link {
	for pause := time.Duration(0); ; pause = min(max(2*pause, firstPause), c.opts.MaxPause) {
		if pause > 0 {
			select {
			case <-time.After(pause/2 + rand.N(pause)):
			case <-c.ctx.Done():
				return nil
			}
		}
		l, err := c.connect(c.ctx)
		if err == nil {
			return l
		}
		if c.ctx.Err() != nil {
			return nil
		}
		var kicked *KickedError
		if errors.As(err, &kicked) {
			c.kicked(kicked)
			return nil
		}
		if isRefusal(err, again...) {
			c.end(err)
			return nil
		}
	}
}

// again are the numbers of refusals after which a login may be tried again.
var again = []int{1003, 60007, 60008, 60011, 60013, 60014, 60018, 60019, 70169, 70202, 70500}

// isRefusal tells whether a server refused something, with a number that is not
// among those.
func isRefusal(err error, but ...int) bool {
	var refused *wire.Error
	return errors.As(err, &refused) && !slices.Contains(but, refused.Code)
}

// connect opens a socket and logs in on it.
func (c *Client) connect(ctx context.Context) (*link, error) {
	l, err := dialLink(ctx, c.server, &c.opts)
	if err != nil {
		return nil, err
	}
	if !c.opts.NoSync {
		c.queue.put(item{sync: true, link: l, from: c.heard}) // before the first push; not the first time
	}
	go c.read(l)
	ctx, cancel := context.WithTimeout(ctx, loginTimeout)
	defer cancel()
	c.mu.Lock()
	known, resumes := !c.fresh.IsZero(), c.ticket.A2Key != ""
	c.mu.Unlock()
	if resumes {
		c.use(l) // each request says by its A2Key who asks; answers come before the login's
	}
	err = c.login(ctx, l)
	if resumes && errors.Is(err, wire.ErrSigExpired) && c.renews() {
		resumes, err = false, c.login(ctx, l)
	}
	if err == nil && known && !resumes {
		err = c.track.rejoin(ctx, l)
	}
	if err != nil {
		c.use(nil)
		l.close()
		return nil, err
	}
	if !resumes {
		c.use(l)
	}
	go c.keep(l)
	return l, nil
}

// login takes the session up again, or begins one by a UserSig.
func (c *Client) login(ctx context.Context, l *link) error {
	sig, made := "", time.Now()
	if c.Session().A2Key == "" {
		var err error
		if sig, err = c.opts.sig(ctx); err != nil {
			return err
		}
	}
	resp, err := Call(ctx, onLink{c, l, sig}, account.Wslogin, &account.WsloginRequest{State: "Online"})
	if err != nil {
		return err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.ticket = *resp
	l.since, l.local = resp.TimeStamp, time.Now()
	close(l.ready)
	if sig != "" {
		c.fresh = made
	}
	return nil
}

// renews tells whether a new UserSig can be had for a session that expired, and
// forgets the session if so. One that expires as soon as it was made is wrong.
func (c *Client) renews() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.opts.NewUserSig == nil || time.Since(c.fresh) < time.Second {
		return false
	}
	c.ticket.A2Key, c.ticket.TinyId, c.ticket.InstId = "", "", 0
	return true
}
