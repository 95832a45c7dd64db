package roomtest

import (
	"context"
	"encoding/binary"
	"fmt"
	"slices"
	"strconv"
	"sync"
	"time"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/deliver"
	"github.com/teahouse-chat/teahouse/server/internal/id"
	"github.com/teahouse-chat/teahouse/usersig"
)

// Client is an SDK object that is logged in.
type Client struct {
	Name     string
	Welcome  Answer // to the last login
	w        *World
	key      string // the URL's instanceid
	platform int
	account  id.Account
	instance uint64
	session  *deliver.Session
	conn     *conn
	marks    int
}

// Login logs an account in on a new web client.
func (w *World) Login(name string) *Client {
	w.T.Helper()
	return w.LoginOn(name, 7)
}

// LoginOn logs an account in on a new client of a platform.
func (w *World) LoginOn(name string, platform int) *Client {
	w.T.Helper()
	if _, err := w.Accounts.Lookup(context.Background(), w.app, name); err != nil {
		w.Import(name)
	}
	w.instances++
	c := &Client{Name: name, w: w, key: "sdk-" + strconv.Itoa(w.instances), platform: platform}
	a := w.App()
	c.open(api.Head{Identifier: name, UserSig: usersig.Make(a.ID, a.Key, name, time.Hour)})
	return c
}

// Guest opens a socket that nobody logs in on.
func (w *World) Guest() *Client {
	w.instances++
	c := &Client{w: w, key: "sdk-" + strconv.Itoa(w.instances), platform: 7, conn: &conn{}}
	c.session = w.Hub.Open(c.conn, deliver.Binary, c.key)
	return c
}

// Poll calls a command that may be answered later, and returns where the answer
// comes.
func (c *Client) Poll(command, body string) <-chan Answer {
	c.w.T.Helper()
	answers := make(chan Answer, 1)
	who := c.caller()
	who.Later = func(raw []byte) { answers <- decode(c.w.T, raw) }
	resp, err := c.w.Registry.Do(context.Background(), who, command, []byte(body))
	if err != api.Held {
		answers <- decode(c.w.T, api.Envelope(resp, err))
	}
	return answers
}

// Resume opens a new socket with the ticket of the last login.
func (c *Client) Resume() {
	c.w.T.Helper()
	c.open(api.Head{A2: c.w.tickets[c.key]})
}

// Joined is how many conversations the client's session hears of.
func (c *Client) Joined() int { return len(c.session.Conversations()) }

// Cut breaks the socket.
func (c *Client) Cut() { c.session.Close() }

// Logout logs out; the socket stays.
func (c *Client) Logout() {
	c.w.T.Helper()
	c.Do("im_open_status.wslogout", `{}`, 0)
}

func (c *Client) open(head api.Head) {
	c.w.T.Helper()
	head.Platform, head.Instance = c.platform, c.key
	c.conn = &conn{}
	c.session = c.w.Hub.Open(c.conn, deliver.Binary, c.key)
	who, _, err := c.w.Accounts.Authenticate(context.Background(), c.w.App(), head)
	c.w.must(err)
	who.Session = c.session
	resp := c.w.call(who, "im_open_status.wslogin", `{"State":"Online"}`, 0)
	c.account, c.instance = who.Account, who.Instance
	c.w.tickets[c.key], c.Welcome = resp.Text("A2Key"), resp
	c.session.Reply([]byte(`{}`)) // lets pushes go out
}

// Do calls a command; want is the ErrorCode. A name without a dot is of
// group_open_http_svc.
func (c *Client) Do(command, body string, want int) Answer {
	c.w.T.Helper()
	return c.w.call(c.caller(), command, body, want)
}

// Try is Do for those who look at the ErrorCode themselves.
func (c *Client) Try(command, body string) Answer {
	c.w.T.Helper()
	return c.w.try(c.caller(), command, body)
}

// TryOn is Try with the commands of another registry on the same records.
func (c *Client) TryOn(r *api.Registry, command, body string) Answer {
	c.w.T.Helper()
	resp, err := r.Do(context.Background(), c.caller(), command, []byte(body))
	return decode(c.w.T, api.Envelope(resp, err))
}

func (c *Client) caller() *api.Caller {
	who := c.w.caller()
	who.Account, who.Door, who.Session, who.Instance = c.account, api.WebSocket, c.session, c.instance
	return who
}

// Send sends a text into a group.
func (c *Client) Send(groupID, text string, random int, want int) Answer {
	c.w.T.Helper()
	return c.Do("send_group_msg", Text(groupID, text, random, ""), want)
}

// Text is the body of a send_group_msg; more is further fields, each with a comma
// in front.
func Text(groupID, text string, random int, more string) string {
	return fmt.Sprintf(`{"GroupId":%q,"Random":%d,"MsgClientTime":1700000000,"MsgBody":[{"MsgType":"TIMTextElem","MsgContent":{"Text":%q}}]%s}`,
		groupID, random, text, more)
}

// Events returns the events that were pushed since the last call. What was caused
// before the call is there: marks behind it are waited for, in the account's queue
// and in each conversation.
func (c *Client) Events() []Answer {
	c.w.T.Helper()
	return c.w.EventsOf(c)[0]
}

// EventsOf returns the Events of several clients.
func (w *World) EventsOf(clients ...*Client) [][]Answer {
	w.T.Helper()
	missing := make([]int, len(clients))
	for i, c := range clients {
		missing[i] = c.mark()
	}
	all := make([][]Answer, len(clients))
	w.Eventually("marks come", func() bool {
		left := 0
		for i, c := range clients {
			events, marks := c.take()
			all[i] = append(all[i], events...)
			missing[i] -= marks
			left += missing[i]
		}
		return left == 0
	})
	return all
}

// mark sends marks behind all that was pushed; it returns how many.
func (c *Client) mark() int {
	c.w.T.Helper()
	c.marks++
	convs := c.session.Conversations()
	mark := func() *deliver.Frame {
		f, err := deliver.NewFrame("mark", map[string]string{"mark": c.marked()})
		c.w.must(err)
		return f.For(c.account.ID)
	}
	for _, conv := range convs {
		c.w.Hub.ToConversation(conv, mark())
	}
	c.w.Hub.ToInstance(c.account.App, c.account.ID, c.instance, mark())
	return len(convs) + 1
}

func (c *Client) marked() string { return fmt.Sprintf("%s %d", c.key, c.marks) }

// take returns what came: events, and how many of the latest marks.
func (c *Client) take() (events []Answer, marks int) {
	for _, raw := range c.conn.take() {
		frame := decode(c.w.T, raw)
		switch frame.Text("body", "mark") {
		case "":
			list, _ := frame.At("body", "EventArray").([]any)
			for _, e := range list {
				events = append(events, Answer(e.(map[string]any)))
			}
		case c.marked():
			marks++
		}
	}
	return events, marks
}

// Sees returns the events pushed since the last call, which must be of exactly
// these kinds (see Answer.Kind), in any order.
func (c *Client) Sees(kinds ...string) []Answer {
	c.w.T.Helper()
	all := c.Events()
	got := make([]string, len(all))
	for i, e := range all {
		got[i] = e.Kind()
	}
	sorted, want := slices.Sorted(slices.Values(got)), slices.Sorted(slices.Values(kinds))
	if !slices.Equal(sorted, want) {
		c.w.T.Fatalf("%s sees %q, want %q: %v", c.Name, got, kinds, all)
	}
	return all
}

// conn is the far end of a socket that always takes all.
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

// take returns the JSON documents that came since the last call.
func (c *conn) take() (docs [][]byte) {
	c.mu.Lock()
	defer c.mu.Unlock()
	rest := c.got
	for len(rest) > 0 {
		n, head := int(rest[1]), 2
		switch n {
		case 126:
			n, head = int(binary.BigEndian.Uint16(rest[2:])), 4
		case 127:
			n, head = int(binary.BigEndian.Uint64(rest[2:])), 10
		}
		if rest[0]&0x0f < 8 { // no control frame
			docs = append(docs, rest[head:head+n])
		}
		rest = rest[head+n:]
	}
	c.got = nil
	return docs
}
