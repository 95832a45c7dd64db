package client

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"slices"
	"time"

	"github.com/teahouse-chat/teahouse/wire"
	"github.com/teahouse-chat/teahouse/wire/account"
	"github.com/teahouse-chat/teahouse/wire/notice"
)

// request waits for its answer.
type request struct {
	seq     uint32
	command string
	body    []byte
	sig     string    // of a login by UserSig
	link    *link     // the only socket it goes over; nil: any, and again on the next
	sent    time.Time // the first time
	answer  chan answer
}

var errCut = errors.New("client: the connection was cut")

// ErrUnanswered is what a call gives that was sent and had no answer before the
// connection was cut for so long that the server may not know it any more: sent
// again, a message could be there twice. It is not known whether it was carried
// out.
var ErrUnanswered = errors.New("client: no answer before a long cut of the connection")

// resendFor is how long after it was sent a request is sent again. Servers know a
// repeat for ten minutes at least.
const resendFor = 9 * time.Minute

type answer struct {
	body []byte
	err  error
}

// head is what a request says beside its body.
type head struct {
	Version     string `json:"ver"`
	Platform    int    `json:"platform"`
	App         uint32 `json:"sdkappid"`
	A2          string `json:"a2,omitempty"`
	TinyID      string `json:"tinyid,omitempty"`
	Identifier  string `json:"identifier,omitempty"`
	UserSig     string `json:"usersig,omitempty"`
	Instance    uint64 `json:"status_instid"`
	ContentType string `json:"contenttype"`
	Time        int64  `json:"reqtime"` // seconds
	Seq         uint32 `json:"seq"`
	Command     string `json:"servcmd"`
}

// Do implements Conn. It waits over cuts of the connection, and returns when
// there is an answer, ctx ends, or the client is over.
func (c *Client) Do(ctx context.Context, command string, body []byte) ([]byte, error) {
	if err := c.Err(); err != nil {
		return nil, err
	}
	answer, err := c.ask(ctx, &request{command: command, body: body}, c.ctx)
	if err == nil {
		c.track.did(command, body, answer)
	}
	return answer, err
}

// onLink is a Conn over one socket only, whatever becomes of the client. sig is
// for a login.
type onLink struct {
	c   *Client
	l   *link
	sig string
}

// Do implements Conn.
func (o onLink) Do(ctx context.Context, command string, body []byte) ([]byte, error) {
	return o.c.ask(ctx, &request{command: command, body: body, sig: o.sig, link: o.l}, o.l.ctx)
}

// ask sends a request and waits for its answer, until ctx or end does.
func (c *Client) ask(ctx context.Context, r *request, end context.Context) ([]byte, error) {
	l := c.add(r)
	defer c.forget(r)
	if l != nil {
		l.write(c.encode(r)) // if it fails, r goes over the next socket, or its own has ended
	}
	select {
	case a := <-r.answer:
		return a.body, a.err
	case <-ctx.Done():
		return nil, ctx.Err()
	case <-end.Done():
	}
	select {
	case a := <-r.answer: // which may be why it ended
		return a.body, a.err
	default:
		return nil, context.Cause(end)
	}
}

// add numbers a request, and returns the socket that it goes over now, if any.
func (c *Client) add(r *request) *link {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(r.body) == 0 {
		r.body = []byte("{}")
	}
	c.seq++
	r.seq, r.answer = c.seq, make(chan answer, 1)
	c.waiting[r.seq] = r
	c.asked[r.command] = true
	l := cmp.Or(r.link, c.link)
	if l != nil {
		r.sent = time.Now()
	}
	return l
}

func (c *Client) forget(r *request) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.waiting, r.seq)
}

func (c *Client) encode(r *request) []byte {
	s := c.Session()
	h := head{Version: "v4", Platform: c.opts.Platform, App: c.opts.App, A2: s.A2Key, TinyID: s.TinyId,
		Instance: s.InstId, ContentType: "json", Time: time.Now().Unix(), Seq: r.seq, Command: r.command}
	if r.sig != "" {
		h.Identifier, h.UserSig = c.opts.User, r.sig
	}
	raw, err := json.Marshal(h)
	if err != nil {
		panic(err) // numbers and strings always encode
	}
	frame := make([]byte, 0, len(raw)+len(r.body)+24)
	frame = append(append(frame, `{"head":`...), raw...)
	frame = append(append(frame, `,"body":`...), r.body...)
	return append(frame, '}')
}

// use makes l the socket of requests, and sends over it, in their order, those
// that have no answer yet.
func (c *Client) use(l *link) {
	c.mu.Lock()
	c.link = l
	var old []*request
	for _, r := range c.waiting {
		switch {
		case l == nil || r.link != nil:
			continue
		case r.sent.IsZero():
			r.sent = time.Now()
		case time.Since(r.sent) > resendFor:
			r.give(answer{nil, ErrUnanswered})
			continue
		}
		old = append(old, r)
	}
	c.mu.Unlock()
	slices.SortFunc(old, func(a, b *request) int { return int(int32(a.seq - b.seq)) })
	for _, r := range old {
		if l.write(c.encode(r)) != nil {
			return
		}
	}
}

const pushAck = "openim.ws_msg_push_ack"

// read takes in what comes on a socket until it ends.
func (c *Client) read(l *link) {
	defer l.end(errCut)
	defer l.close()
	for l.ctx.Err() == nil {
		message, err := l.read()
		if err != nil {
			return
		}
		var frame struct {
			Head struct {
				Command string `json:"servcmd"`
				Seq     uint32 `json:"seq"`
			} `json:"head"`
			Body json.RawMessage `json:"body"`
		}
		if json.Unmarshal(message, &frame) != nil {
			continue // not ours to understand
		}
		c.mu.Lock()
		r, asked := c.waiting[frame.Head.Seq], c.asked[frame.Head.Command]
		c.mu.Unlock()
		switch {
		case r != nil && r.command == frame.Head.Command:
			c.answered(l, r, frame.Body)
		case !asked: // else an answer that came too late or twice
			c.pushed(l, frame.Head.Command, frame.Body)
		}
	}
}

// answered gives a request its answer, and notices what an answer says about the
// whole session. At a login that is for connect to judge.
func (c *Client) answered(l *link, r *request, body []byte) {
	refused, err := errorOf(body)
	if refused != nil {
		err = refused
	}
	login := r.command == account.Wslogin.String()
	switch {
	case errors.Is(err, account.ErrKicked):
		var k KickedError
		json.Unmarshal(body, &k.Kicked) // how is missing, if anything
		if err = &k; !login {
			c.kicked(&k)
		}
	case errors.Is(err, wire.ErrSigExpired) && !login:
		if c.renews() {
			l.end(errCut) // logs in anew and sends r again; what was read ahead says no more
			l.close()
			return
		}
		c.end(err)
	}
	r.give(answer{body, err})
}

// give gives a request its answer, unless it has one of the socket before.
func (r *request) give(a answer) {
	select {
	case r.answer <- a:
	default:
	}
}

// kicked ends the client.
func (c *Client) kicked(k *KickedError) {
	if c.ctx.Err() == nil {
		c.queue.put(item{events: []Event{Kicked{k.Kicked}}})
		c.end(k)
	}
}

// pushed takes a frame that answers nothing.
func (c *Client) pushed(l *link, command string, body []byte) {
	var push struct {
		NeedAck     int
		SessionData string
	}
	json.Unmarshal(body, &push) // both are optional
	if push.NeedAck == 1 {
		c.ack(l, push.SessionData)
	}
	if command == notice.ForceOffline {
		var k notice.Kickout
		if json.Unmarshal(body, &k) == nil && len(k.EventArray) > 0 && len(k.EventArray[0].C2cNotifyMsgArray) > 0 {
			c.kicked(&KickedError{k.EventArray[0].C2cNotifyMsgArray[0].KickoutMsgNotify})
		}
		return
	}
	c.queue.put(item{command: command, push: body, link: l})
}

// ack tells the server that a push has arrived. It has no answer.
func (c *Client) ack(l *link, data string) {
	body, err := json.Marshal(struct{ SessionData string }{data})
	if err != nil {
		return
	}
	r := &request{command: pushAck, body: body, link: l}
	c.add(r)
	c.forget(r)
	l.write(c.encode(r))
}
