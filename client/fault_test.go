package client_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/teahouse-chat/teahouse/client"
	"github.com/teahouse-chat/teahouse/usersig"
	"github.com/teahouse-chat/teahouse/wire"
	"github.com/teahouse-chat/teahouse/wire/group"
	"github.com/teahouse-chat/teahouse/wire/openim"
)

// Tests of faults between the client and the real server.

// wires makes connections that can be cut, also at the moment when something is
// written.
type wires struct {
	mu   sync.Mutex
	open []net.Conn
	at   []byte // a write that holds this is not made: the socket is cut instead
	cuts int    // how often
}

type cuttable struct {
	net.Conn
	w *wires
}

func (c cuttable) Write(p []byte) (int, error) {
	c.w.mu.Lock()
	cut := c.w.cuts > 0 && bytes.Contains(unmask(p), c.w.at)
	if cut {
		c.w.cuts--
	}
	c.w.mu.Unlock()
	if cut {
		c.Conn.Close()
		return 0, net.ErrClosed
	}
	return c.Conn.Write(p)
}

// unmask returns the payload of a client's frame.
func unmask(p []byte) []byte {
	if len(p) < 6 || p[1]&0x80 == 0 {
		return p
	}
	at := map[byte]int{126: 4, 127: 10}[p[1]&0x7f]
	if at == 0 {
		at = 2
	}
	if len(p) < at+4 {
		return p
	}
	mask, text := p[at:at+4], slices.Clone(p[at+4:])
	for i := range text {
		text[i] ^= mask[i%4]
	}
	return text
}

func (w *wires) use(o *client.Options) {
	o.MaxPause = 20 * time.Millisecond
	o.NetDial = func(ctx context.Context, network, address string) (net.Conn, error) {
		conn, err := new(net.Dialer).DialContext(ctx, network, address)
		if err != nil {
			return nil, err
		}
		w.mu.Lock()
		defer w.mu.Unlock()
		w.open = append(w.open, conn)
		return cuttable{conn, w}, nil
	}
}

func (w *wires) cut() {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, c := range w.open {
		c.Close()
	}
	w.open = nil
}

// cutAt cuts the next sockets when a command is about to be written.
func (w *wires) cutAt(command string, times int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.at, w.cuts = []byte(`"servcmd":"`+command+`"`), times
}

// users is how many were connected: each test has its own.
var users atomic.Int32

func connected(t *testing.T, user string, change ...func(*client.Options)) *client.Client {
	t.Helper()
	c, err := connect(fmt.Sprint(user, "-", users.Add(1)), change...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	return c
}

// textsUntil reads texts of messages until some were told.
func textsUntil(t *testing.T, c *client.Client, last ...string) (texts []string) {
	t.Helper()
	watch := time.AfterFunc(30*time.Second, func() { c.Close() })
	defer watch.Stop()
	for e := range c.Events() {
		text := ""
		switch e := e.(type) {
		case client.Message:
			text = e.Text()
		case client.GroupMessage:
			text = e.Text()
		case client.Missed:
			if e.Err != nil {
				t.Errorf("missed: %v", e.Err)
			}
		}
		if text != "" {
			texts = append(texts, text)
		}
		if last = slices.DeleteFunc(last, func(s string) bool { return s == text }); len(last) == 0 {
			return texts
		}
	}
	t.Fatalf("over with %v; told %q", c.Err(), texts)
	return nil
}

func send(t *testing.T, c *client.Client, to, text string) {
	t.Helper()
	if _, err := c.Send(t.Context(), to, wire.NewText(text)); err != nil {
		t.Fatal(err)
	}
}

// TestCutAtEveryStep cuts the socket whenever the client is about to send one of
// the requests of a login or of a sync: nothing is missed or told twice.
func TestCutAtEveryStep(t *testing.T) {
	for _, command := range []string{"im_open_status.wslogin", "openim.getmsg", "openim.getroammsg", "recentcontact.page_get",
		"group_open_http_svc.group_msg_get", "group_open_http_svc.batch_get_group_notify", "openim.sendmsg"} {
		t.Run(command, func(t *testing.T) {
			w := &wires{}
			alice, bob := connected(t, "alice"), connected(t, "bob", w.use)
			made, err := client.Call(t.Context(), alice, group.CreateGroup, &group.CreateGroupRequest{Type: group.Private,
				Name: "work", MemberList: []group.NewMember{{Account: bob.User()}}})
			if err != nil {
				t.Fatal(err)
			}
			var want []string
			say := func(n int) {
				want = append(want, fmt.Sprint("to him ", n), fmt.Sprint("to all ", n))
				send(t, alice, bob.User(), want[len(want)-2])
				if _, err := alice.SendGroup(t.Context(), made.GroupID, wire.NewText(want[len(want)-1])); err != nil {
					t.Fatal(err)
				}
			}
			say(0)
			got := textsUntil(t, bob, "to him 0", "to all 0")
			w.cutAt(command, 2)
			w.cut()
			for n := range 3 {
				say(n + 1)
			}
			send(t, bob, alice.User(), "back") // waits for the connection
			say(4)
			got = append(got, textsUntil(t, bob, "to him 4", "to all 4")...)
			for _, of := range []string{"to him", "to all"} {
				is := func(s string) bool { return len(s) < 6 || s[:6] != of }
				if a, b := slices.DeleteFunc(slices.Clone(got), is), slices.DeleteFunc(slices.Clone(want), is); !slices.Equal(a, b) {
					t.Errorf("told %q, want %q", a, b)
				}
			}
			if texts := textsUntil(t, alice, "back"); !slices.Equal(texts, []string{"back"}) {
				t.Errorf("alice was told %q", texts)
			}
		})
	}
}

// TestSlowReader: what does not fit is dropped, noted, and fetched when the
// reader gets there.
func TestSlowReader(t *testing.T) {
	w := &wires{}
	alice, bob := connected(t, "alice"), connected(t, "bob", w.use, func(o *client.Options) { o.Backlog = 5 })
	var want []string
	for n := range 60 {
		want = append(want, fmt.Sprint(n))
		send(t, alice, bob.User(), want[n])
		if n == 40 {
			w.cut()
			if _, err := bob.Do(t.Context(), "heartbeat.alive", nil); err != nil {
				t.Fatal(err)
			}
		}
	}
	missed := 0
	var got []string
	for e := range bob.Events() {
		switch e := e.(type) {
		case client.Missed:
			missed++
		case client.Message:
			got = append(got, e.Text())
		}
		if len(got) == len(want) {
			break
		}
	}
	if missed != 1 || !slices.Equal(got, want) {
		t.Errorf("missed %d times, told %q", missed, got)
	}
}

// TestManyCallers sends from many goroutines while the connection is cut again
// and again: each message is stored once.
func TestManyCallers(t *testing.T) {
	w := &wires{}
	alice, bob := connected(t, "alice", w.use), connected(t, "bob")
	const callers, each = 20, 10
	var all sync.WaitGroup
	for caller := range callers {
		all.Go(func() {
			for n := range each {
				if _, err := alice.Send(t.Context(), bob.User(), wire.NewText(fmt.Sprintf("%d of %d", n, caller))); err != nil {
					t.Error(err)
				}
				if caller == 0 && n%3 == 0 {
					w.cut()
				}
			}
		})
	}
	all.Wait()
	send(t, alice, bob.User(), "end")
	got := textsUntil(t, bob, "end")
	slices.Sort(got)
	if len(slices.Compact(slices.Clone(got))) != len(got) || len(got) != callers*each+1 {
		t.Errorf("%d messages, %d different ones", len(got), len(slices.Compact(got)))
	}
}

// TestNewLoginKeepsItsPlace: a client whose session is gone logs in anew by
// another UserSig, is told what it missed, and is back in its live room.
func TestNewLoginKeepsItsPlace(t *testing.T) {
	w := &wires{}
	asked, in := 0, atomic.Bool{}
	host, fan := connected(t, "host"), connected(t, "fan", w.use, func(o *client.Options) {
		o.UserSig = ""
		user := o.User
		o.NewUserSig = func(context.Context) (string, error) {
			life := time.Hour
			if !in.Load() { // the first ones are soon over, as soon as this machine can log in
				asked++
				life = time.Duration(asked) * 5 * time.Second
			}
			return usersig.Make(server.SDKAppID, server.Key, user, life), nil
		}
	})
	in.Store(true)
	before := fan.Session().InstId
	room, err := client.Call(t.Context(), host, group.CreateGroup, &group.CreateGroupRequest{Type: group.AVChatRoom, Name: "room"})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []*client.Client{host, fan} {
		if _, err := client.Call(t.Context(), c, group.ApplyJoinGroup, &group.ApplyJoinGroupRequest{GroupID: room.GroupID, WebPushFlag: 1}); err != nil {
			t.Fatal(err)
		}
	}
	for fan.Session().InstId == before { // until the first UserSig has expired
		time.Sleep(20 * time.Millisecond)
		if _, err := client.Call(t.Context(), fan, openim.GetMsg, &openim.GetMsgRequest{}); err != nil {
			t.Fatal(err)
		}
	}
	send(t, host, fan.User(), "to him")
	if _, err := host.SendGroup(t.Context(), room.GroupID, wire.NewText("to all")); err != nil {
		t.Fatal(err)
	}
	if got := textsUntil(t, fan, "to all"); !slices.Equal(got, []string{"to him", "to all"}) {
		t.Errorf("told %q", got)
	}
}

// TestClose: calls that wait end, and the loop over Events does.
func TestClose(t *testing.T) {
	w := &wires{}
	c := connected(t, "alice", w.use)
	done := make(chan error, 1)
	w.cutAt("openim.sendmsg", 1_000_000)
	go func() {
		_, err := c.Send(context.Background(), c.User(), wire.NewText("never"))
		done <- err
	}()
	for e := range c.Events() {
		if e == (client.StateChanged{State: client.Connecting}) {
			break
		}
	}
	if err := c.Close(); err != nil {
		t.Error(err)
	}
	if err := <-done; !errors.Is(err, client.ErrClosed) {
		t.Errorf("the call ended with %v", err)
	}
	for range c.Events() { // ends
	}
	c.Close() // does nothing
	if !errors.Is(c.Err(), client.ErrClosed) {
		t.Errorf("over with %v", c.Err())
	}
}
