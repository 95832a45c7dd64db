//go:build linux

package main

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"net"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gobwas/ws"
	"github.com/gobwas/ws/wsutil"
)

// conn is a client that costs its own process as little as possible: it matches
// answers by their seq and does not look at what is pushed.
type conn struct {
	net    net.Conn
	user   string
	a2     string
	seq    uint64
	mu     sync.Mutex
	wait   map[uint64]chan []byte
	failed atomic.Bool
}

// dial opens a socket and logs in.
func dial(s *server, user string, platform int) (*conn, error) {
	path := fmt.Sprintf("/binfo?sdkappid=%d&instanceid=%032x&random=0.5&platform=%d&host=unknown&version=-1&sdkversion=3.6.6&compress=gzip",
		s.app, fmt.Appendf(nil, "%s/%d", user, platform), platform) // an instance for each device
	dialer := ws.Dialer{TLSConfig: s.tls}
	raw, buffered, _, err := dialer.Dial(context.Background(), s.url("ws", path))
	if err != nil {
		return nil, err
	}
	if buffered != nil {
		ws.PutReader(buffered)
	}
	c := &conn{net: raw, user: user, wait: map[uint64]chan []byte{}}
	go c.read()
	var login struct {
		ErrorCode int
		ErrorInfo string
		A2Key     string
	}
	head := fmt.Sprintf(`,"identifier":%q,"usersig":%q`, user, s.sig(user))
	if err := c.call("im_open_status.wslogin", head, `{"State":"Online"}`, &login); err != nil {
		return nil, err
	}
	if login.ErrorCode != 0 {
		return nil, fmt.Errorf("login of %s: %d %s", user, login.ErrorCode, login.ErrorInfo)
	}
	c.a2 = fmt.Sprintf(`,"a2":%q`, login.A2Key)
	return c, nil
}

// do runs a command of a logged-in client and fails on an ErrorCode.
func (c *conn) do(command, body string) error {
	var e struct {
		ErrorCode int
		ErrorInfo string
	}
	raw, err := c.ask(command, c.a2, body)
	if err != nil || bytes.HasPrefix(raw, wentWell) {
		return err
	}
	if err := json.Unmarshal(raw, &e); err != nil {
		return err
	}
	if e.ErrorCode != 0 {
		return fmt.Errorf("%s: %d %s", command, e.ErrorCode, e.ErrorInfo)
	}
	return nil
}

// wentWell is how the bodies of answers begin that bring no error.
var wentWell = []byte(`{"ActionStatus":"OK","ErrorCode":0,`)

func (c *conn) call(command, head, body string, into any) error {
	raw, err := c.ask(command, head, body)
	if err != nil {
		return err
	}
	return json.Unmarshal(raw, into)
}

// ask sends a request and returns the body of its answer.
func (c *conn) ask(command, head, body string) ([]byte, error) {
	answer := make(chan []byte, 1)
	c.mu.Lock()
	if c.failed.Load() { // nobody would match the answer
		c.mu.Unlock()
		return nil, fmt.Errorf("%s: the socket of %s has ended", command, c.user)
	}
	c.seq++
	seq := c.seq
	c.wait[seq] = answer
	err := wsutil.WriteClientBinary(c.net, fmt.Appendf(nil, `{"head":{"servcmd":%q,"seq":%d%s},"body":%s}`, command, seq, head, body))
	c.mu.Unlock()
	if err != nil {
		return nil, err
	}
	raw, ok := <-answer
	if !ok {
		return nil, fmt.Errorf("%s: the socket of %s ended", command, c.user)
	}
	return raw, nil
}

// pushBegins is how documents begin that answer nothing.
var pushBegins = []byte(`{"head":{"servcmd":"im_open_push`)

// read matches answers.
func (c *conn) read() {
	defer c.end()
	r := bufio.NewReaderSize(c.net, 4<<10)
	var payload []byte
	for {
		h, err := ws.ReadHeader(r)
		if err != nil {
			return
		}
		if int64(cap(payload)) < h.Length {
			payload = make([]byte, h.Length)
		}
		payload = payload[:h.Length]
		for n := 0; n < len(payload); {
			m, err := r.Read(payload[n:])
			if err != nil {
				return
			}
			n += m
		}
		if bytes.HasPrefix(payload, pushBegins) {
			continue
		}
		seq, body, ok := answerIn(payload)
		if h.OpCode != ws.OpBinary || !ok {
			continue
		}
		c.mu.Lock()
		if w := c.wait[seq]; w != nil {
			delete(c.wait, seq)
			w <- bytes.Clone(body)
		}
		c.mu.Unlock()
	}
}

// answerIn finds number and body of an answer in a document of the server's form.
func answerIn(doc []byte) (seq uint64, body []byte, ok bool) {
	_, rest, ok := bytes.Cut(doc, []byte(`,"seq":`))
	if !ok {
		return 0, nil, false
	}
	digits, rest, ok := bytes.Cut(rest, []byte(`},"body":`))
	if !ok || len(rest) == 0 {
		return 0, nil, false
	}
	seq, err := strconv.ParseUint(string(digits), 10, 64)
	return seq, rest[:len(rest)-1], err == nil
}

func (c *conn) end() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.failed.Store(true)
	for seq, w := range c.wait {
		delete(c.wait, seq)
		close(w)
	}
}

func (c *conn) close() { c.net.Close() }

// dialAll logs in n users called prefix0, prefix1, ...
func dialAll(s *server, prefix string, n int) ([]*conn, error) {
	return dialEach(s, n, func(i int) string { return fmt.Sprintf("%s%d", prefix, i) })
}

// dialEach logs in n users, a few at a time. Those who are in give signs of life
// meanwhile: on a slow machine it takes longer than the server waits for one.
func dialEach(s *server, n int, name func(i int) string) ([]*conn, error) {
	in, done := make(chan *conn, n), make(chan struct{})
	kept := make(chan error, 1)
	go func() { kept <- keep(in, done) }()
	all, err := each(n, func(i int) (*conn, error) {
		c, err := dial(s, name(i), 7)
		if err == nil {
			in <- c
		}
		return c, err
	})
	close(done)
	return all, cmp.Or(err, <-kept)
}

// keep lets those who come in give signs of life until done.
func keep(in <-chan *conn, done <-chan struct{}) error {
	tick := time.NewTicker(signEvery)
	defer tick.Stop()
	var all []*conn
	for {
		select {
		case c := <-in:
			all = append(all, c)
		case <-tick.C:
			if err := sign(all); err != nil {
				return err
			}
		case <-done:
			return nil
		}
	}
}

// each makes n connections, a few at a time.
func each(n int, enter func(i int) (*conn, error)) ([]*conn, error) {
	all := make([]*conn, n)
	errs := make(chan error, n)
	slots := make(chan struct{}, 16)
	for i := range n {
		slots <- struct{}{}
		go func() {
			var err error
			all[i], err = enter(i)
			errs <- err
			<-slots
		}()
	}
	for range n {
		if err := <-errs; err != nil {
			return nil, err
		}
	}
	return all, nil
}

// rest leaves clients alone for a time, but for the sign of life that the SDK gives.
func rest(all []*conn, d time.Duration) error {
	for end := time.Now().Add(d); time.Now().Before(end); time.Sleep(signEvery) {
		if err := sign(all); err != nil {
			return err
		}
	}
	return nil
}

const signEvery = 10 * time.Second

// sign gives a sign of life for each client.
func sign(all []*conn) error {
	_, err := each(len(all), func(i int) (*conn, error) { return all[i], all[i].do("heartbeat.alive", "{}") })
	return err
}
