package deliver

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/teahouse-chat/teahouse/server/internal/id"
)

var room = id.GroupConv(1, 5)

func TestNothingIsPushedBeforeTheAnswerToTheLogin(t *testing.T) {
	h := newHub(t, Options{})
	c := connect(t, h, Binary, false)
	h.ToAccount(1, 10, frame(t, "too early"))
	h.OnBound(func(s *Session) { s.Join(room, false) })
	if err := c.Bind(id.Account{App: 1, ID: 10, Name: "ann"}, 100); err != nil {
		t.Fatal(err)
	}
	h.ToAccount(1, 10, frame(t, "first"))
	h.ToConversation(room, frame(t, "in the room"))
	c.Aside([]byte(`"pong"`))
	c.Reply([]byte(`"welcome"`))
	c.reads("pong", "welcome", "first", "in the room")
	if a := c.Account(); a.Name != "ann" || !c.Bound() || c.Instance() != 100 || c.InstanceID() != "0123456789abcdef" {
		t.Errorf("bound to %+v as %d", a, c.Instance())
	}
}

// An answer behind which others are expected goes out with them, or after a slot; that
// to a login lets pushes go out all the same, and behind it.
func TestAnswersThatWaitForOthers(t *testing.T) {
	h := newHub(t, Options{QueueBytes: 20_000})
	c := connect(t, h, Binary, false)
	writes := func() uint64 {
		c.mu.Lock() // a write counts before it is let go
		defer c.mu.Unlock()
		return h.Stats().Writes
	}
	if err := c.Bind(id.Account{App: 1, ID: 10}, 100); err != nil {
		t.Fatal(err)
	}
	h.ToAccount(1, 10, frame(t, "pushed"))
	c.ReplySoon([]byte(`"welcome"`))
	for i := range 9 {
		c.ReplySoon(fmt.Appendf(nil, `"%d"`, i))
	}
	c.Reply([]byte(`"last"`))
	c.reads("welcome", "pushed", "0", "1", "2", "3", "4", "5", "6", "7", "8", "last")
	if n := writes(); n > 5 { // more than one if slots ended meanwhile
		t.Errorf("%d writes of answers that are ready at once", n)
	}

	c.ReplySoon([]byte(`"alone"`))
	c.reads("alone")
	before := writes()
	c.ReplySoon([]byte(`"small"`))
	long := strings.Repeat("x", 19_999)
	c.ReplySoon([]byte(`"` + long + `"`)) // does not fit into the queue beside it
	c.reads("small", long)
	if n := writes() - before; n < 1 || n > 2 {
		t.Errorf("%d writes of a long answer behind a small one", n)
	}
}

func TestFramesOfAnAccountKeepTheirOrder(t *testing.T) {
	h := newHub(t, Options{})
	phone, laptop, other := login(t, h, 10, 100), login(t, h, 10, 101), login(t, h, 11, 110)
	var want []string
	for i := range 500 {
		body := fmt.Sprint(i)
		want = append(want, body)
		h.ToAccount(1, 10, frame(t, body))
	}
	phone.reads(want...)
	laptop.reads(want...)
	other.readsNothing()
}

func TestAFrameIsMadeOnceAndForSomebody(t *testing.T) {
	h := newHub(t, Options{})
	phone, laptop := login(t, h, 10, 100), login(t, h, 10, 101)
	made := 0
	make := func() *Frame { made++; return frame(t, "x") }
	h.ToAccountOnce(1, 10, 0, make)
	phone.reads("x")
	laptop.reads("x")
	if made != 1 {
		t.Errorf("made %d times for two sessions", made)
	}
	laptop.Close()
	h.ToAccountOnce(1, 10, 100, make)
	h.ToAccountOnce(1, 11, 0, make)
	h.ToAccountOnce(1, 10, 0, func() *Frame { return nil })
	if made != 1 {
		t.Errorf("made for nobody")
	}
	phone.readsNothing()
}

func TestWhoGetsAFrame(t *testing.T) {
	h := newHub(t, Options{})
	ann, bob, bobToo, cat := login(t, h, 10, 100), login(t, h, 11, 110), login(t, h, 11, 111), login(t, h, 12, 120)
	for _, c := range []*client{ann, bob, bobToo} {
		c.Join(room, c == ann)
	}
	all := []*client{ann, bob, bobToo, cat}
	quiet := frame(t, "x")
	quiet.SkipDiscard = true
	h.OpenAccount(1, 11, room, 7)
	h.OpenAccount(1, 12, room, 7) // is not in the room
	ann.Open(room, 8)
	of := func(part uint64, to To) *Frame {
		f := frame(t, "x")
		f.Part, f.To = part, to
		return f
	}
	for _, row := range []struct {
		name string
		send func()
		who  string
	}{
		{"to the room", func() { h.ToConversation(room, frame(t, "x")) }, "ann bob bobToo"},
		{"but the sender's instance", func() { h.ToConversation(room, frame(t, "x").But(110)) }, "ann bobToo"},
		{"chosen members", func() { h.ToConversation(room, frame(t, "x").For(11, 12)) }, "bob bobToo"},
		{"nobody", func() { h.ToConversation(room, frame(t, "x").For()) }, ""},
		{"those who do not discard", func() { h.ToConversation(room, quiet) }, "bob bobToo"},
		{"of a part, to all", func() { h.ToConversation(room, of(7, Everybody)) }, "ann bob bobToo"},
		{"those who opened the part", func() { h.ToConversation(room, of(7, Opened)) }, "bob bobToo"},
		{"those who did not", func() { h.ToConversation(room, of(7, Unopened)) }, "ann"},
		{"to an account", func() { h.ToAccount(1, 11, frame(t, "x")) }, "bob bobToo"},
		{"to an account's other instances", func() { h.ToAccount(1, 11, frame(t, "x").But(110)) }, "bobToo"},
		{"to an account, made when needed", func() { h.ToAccountOnce(1, 11, 0, func() *Frame { return frame(t, "x") }) }, "bob bobToo"},
		{"likewise, to other instances", func() { h.ToAccountOnce(1, 11, 110, func() *Frame { return frame(t, "x") }) }, "bobToo"},
		{"to an instance", func() { h.ToInstance(1, 11, 110, frame(t, "x")) }, "bob"},
		{"to accounts", func() { h.ToAccounts(1, []uint64{10, 12}, frame(t, "x")) }, "ann cat"},
		{"to another application", func() { h.ToAccount(2, 11, frame(t, "x")) }, ""},
	} {
		row.send()
		for i, name := range []string{"ann", "bob", "bobToo", "cat"} {
			if strings.Contains(" "+row.who+" ", " "+name+" ") {
				all[i].reads("x")
			}
			all[i].readsNothing()
		}
		if t.Failed() {
			t.Fatal(row.name)
		}
	}
}

func TestJoiningAndLeavingByAccount(t *testing.T) {
	h := newHub(t, Options{})
	ann, annToo := login(t, h, 10, 100), login(t, h, 10, 101)
	h.JoinAccount(1, 10, room, true)
	h.JoinAccount(1, 10, room, false) // twice: once in, and the wish changed
	if n := h.Members(room); n != 2 {
		t.Fatalf("%d members, want 2", n)
	}
	f := frame(t, "hello")
	f.SkipDiscard = true
	h.ToConversation(room, f)
	ann.reads("hello")
	annToo.reads("hello")
	h.LeaveAccount(1, 10, room)
	h.ToConversation(room, frame(t, "gone"))
	ann.readsNothing()
	if n := h.Members(room); n != 0 || len(ann.Conversations()) != 0 {
		t.Errorf("%d members, want none", n)
	}
}

func TestAllMembersSeeARoomInTheSameOrder(t *testing.T) {
	h := newHub(t, Options{})
	var members []*client
	for i := range 50 {
		c := login(t, h, uint64(10+i), uint64(100+i))
		c.Join(room, false)
		members = append(members, c)
	}
	var wg sync.WaitGroup
	for p := range 4 {
		wg.Go(func() {
			for i := range 50 {
				h.ToConversation(room, frame(t, fmt.Sprintf("%d-%d", p, i)))
			}
		})
	}
	wg.Wait()
	var order []string
	for range 200 {
		order = append(order, members[0].read(time.Minute))
	}
	next := map[string]int{}
	for _, body := range order {
		p, i, _ := strings.Cut(body, "-")
		if i != fmt.Sprint(next[p]) {
			t.Fatalf("publisher %s: %s came when %d was due", p, i, next[p])
		}
		next[p]++
	}
	for _, c := range members[1:] {
		c.reads(order...)
	}
}

func TestKickTakesTheAccountAndLeavesTheSocket(t *testing.T) {
	h := newHub(t, Options{})
	var gone atomic.Int32
	h.OnUnbound(func(s *Session) { gone.Add(1) })
	ann, annToo := login(t, h, 10, 100), login(t, h, 10, 101)
	ann.Join(room, false)
	h.Kick(1, 10, 100, frame(t, "kicked"))
	ann.reads("kicked")
	h.ToAccount(1, 10, frame(t, "for those who are left"))
	h.ToConversation(room, frame(t, "x"))
	annToo.reads("for those who are left")
	ann.readsNothing()
	if ann.Bound() || gone.Load() != 1 || h.SessionOf(100) != nil || len(h.Online(1, 10)) != 1 {
		t.Errorf("bound %v, hooks %d, online %v", ann.Bound(), gone.Load(), h.Online(1, 10))
	}
	ann.login(20, 200) // another user on the same socket
	h.ToAccount(1, 20, frame(t, "welcome, user 20"))
	ann.reads("welcome, user 20")
}

func TestANewSocketReplacesTheOldOneOfItsInstance(t *testing.T) {
	h := newHub(t, Options{})
	var online []int
	h.OnUnbound(func(s *Session) { online = append(online, len(h.Online(1, 10))) })
	old := login(t, h, 10, 100)
	fresh := login(t, h, 10, 100)
	if why := old.isClosed(); why != Replaced {
		t.Errorf("closed because of %v", why)
	}
	if h.SessionOf(100) != fresh.Session || len(online) != 1 || online[0] != 1 {
		t.Errorf("online in the hook: %v, want the newer session there", online)
	}
	if err := fresh.Bind(id.Account{App: 1, ID: 10}, 100); err != nil || len(online) != 1 {
		t.Error("binding to the same again is a change")
	}
	if err := old.Bind(id.Account{App: 1, ID: 10}, 100); err != ErrClosed {
		t.Errorf("binding a closed session: %v", err)
	}
}

func TestACloseDuringTheHooksOfALogin(t *testing.T) {
	h := newHub(t, Options{})
	var order []string
	h.OnBound(func(s *Session) { s.Close(); s.Join(room, false); order = append(order, "bound") })
	h.OnUnbound(func(s *Session) { order = append(order, "unbound") })
	c := connect(t, h, Binary, false)
	if err := c.Bind(id.Account{App: 1, ID: 10}, 100); err != ErrClosed {
		t.Errorf("Bind: %v", err)
	}
	if strings.Join(order, " ") != "bound unbound" || h.Members(room) != 0 || h.Online(1, 10) != nil {
		t.Errorf("%v, %d members, online %v", order, h.Members(room), h.Online(1, 10))
	}
}

func TestDrainClosesSpreadOverTheTime(t *testing.T) {
	h := newHub(t, Options{})
	var all []*client
	for i := range 10 {
		all = append(all, login(t, h, uint64(10+i), uint64(100+i)))
	}
	begun := time.Now()
	h.Drain(context.Background(), 200*time.Millisecond)
	if took := time.Since(begun); took < 150*time.Millisecond || h.Stats().Sessions != 0 {
		t.Errorf("drained in %v, %d sessions left", took, h.Stats().Sessions)
	}
	for _, c := range all {
		if why := c.isClosed(); why != GoingAway {
			t.Errorf("closed because of %v", why)
		}
	}
	if c := all[0]; c.read(time.Minute) != "\x03\xe9the server is going away" {
		t.Error("no close frame")
	}
	late := login(t, h, 10, 100)
	ended, cancel := context.WithCancel(context.Background())
	cancel()
	h.Drain(ended, time.Hour)
	late.isClosed()
}

func TestWhatIsDueGoesOutBeforeTheCloseFrame(t *testing.T) {
	h := newHub(t, Options{})
	c := login(t, h, 10, 100)
	h.ToAccount(1, 10, frame(t, "waits for its slot"))
	c.CloseFor(GoingAway)
	c.reads("waits for its slot", "\x03\xe9the server is going away")
}

func TestWhatComesBehindAConversation(t *testing.T) {
	h := newHub(t, Options{})
	c := connect(t, h, Binary, false)
	h.OnBound(func(s *Session) { s.Join(room, false) })
	if err := c.Bind(id.Account{App: 1, ID: 10, Name: "ann"}, 100); err != nil {
		t.Fatal(err)
	}
	var want []string
	say := func(body string, send func(f *Frame)) {
		want = append(want, body)
		send(frame(t, body))
	}
	inRoom := func(f *Frame) { h.ToConversation(room, f) }
	behind := func(f *Frame) {
		f.Behind = room
		h.ToAccount(1, 10, f)
	}
	say("said", inRoom) // held: nothing is pushed before the answer to the login
	say("read", behind)
	c.Reply([]byte(`"welcome"`))
	c.reads(append([]string{"welcome"}, want...)...)
	want = nil
	for i := range 200 {
		say(fmt.Sprint("said ", i), inRoom)
		say(fmt.Sprint("read ", i), behind)
	}
	c.reads(want...)
}
