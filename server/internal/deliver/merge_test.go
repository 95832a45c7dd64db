package deliver

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/gobwas/ws"
)

// said is a frame with a message of a group.
func said(t testing.TB, n int) *Frame {
	f, err := Push(struct {
		Event int
		Text  string
	}{3, fmt.Sprint(n)})
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// events reads frames until a client has got so many events, and returns their texts and
// how many frames they came in.
func (c *client) events(n int) (texts []string, frames int) {
	c.t.Helper()
	c.far.SetReadDeadline(time.Now().Add(20 * time.Second))
	for len(texts) < n {
		f, err := ws.ReadFrame(c.far)
		if err != nil {
			c.t.Fatalf("after %d events: %v", len(texts), err)
		}
		var push struct {
			Head struct{ Servcmd string }
			Body struct{ EventArray []struct{ Text string } }
		}
		if err := json.Unmarshal(f.Payload, &push); err != nil {
			c.t.Fatalf("%v: %s", err, f.Payload)
		}
		want := "im_open_push.msg_push"
		if len(push.Body.EventArray) > 1 {
			want = "im_open_push.multi_msg_push_ws"
		}
		if push.Head.Servcmd != want {
			c.t.Errorf("%d events came as %s", len(push.Body.EventArray), push.Head.Servcmd)
		}
		frames++
		for _, e := range push.Body.EventArray {
			texts = append(texts, e.Text)
		}
	}
	return texts, frames
}

// What is published while the members of a room are written to comes merged, complete and
// in order; a frame that is not for everybody reaches those alone whom it is for.
func TestFramesOfARoomAreMerged(t *testing.T) {
	h := newHub(t, Options{Shards: 2})
	var members []*client
	for i := range 6 {
		form := Binary
		if i%2 == 1 {
			form = Text
		}
		c := connect(t, h, form, false)
		c.login(uint64(10+i), uint64(100+i))
		c.Join(room, i == 4)
		members = append(members, c)
	}
	want := make([][]string, len(members))
	reach := &Reach{}
	reached := 0
	for n := range 3000 {
		f := said(t, n)
		for i := range members {
			gets := true
			switch {
			case n%7 == 0: // not for its sender
				f.Except = uint64(100 + n%3)
				gets = i != n%3
			case n%11 == 0:
				f.SkipDiscard = true
				gets = i != 4
			case n%50 == 13:
				f.Audience = []uint64{11, 12}
				gets = i == 1 || i == 2
			}
			if gets {
				want[i] = append(want[i], fmt.Sprint(n))
			}
		}
		if n%10 == 0 {
			f.Reach = reach
			for i := range members {
				if last := len(want[i]) - 1; last >= 0 && want[i][last] == fmt.Sprint(n) {
					reached++
				}
			}
		}
		h.ToConversation(room, f)
	}
	merged := 0
	for i, c := range members {
		got, frames := c.events(len(want[i]))
		if strings.Join(got, " ") != strings.Join(want[i], " ") {
			t.Errorf("member %d got %.200v", i, got)
		}
		if frames < len(got) {
			merged++
		}
	}
	if merged == 0 {
		t.Error("nothing was merged")
	}
	if reach.Sessions() != reached {
		t.Errorf("counted %d sessions, want %d", reach.Sessions(), reached)
	}
}

func TestWhatIsMerged(t *testing.T) {
	push := func(events ...any) *Frame {
		f, err := Push(events...)
		if err != nil {
			t.Fatal(err)
		}
		return f
	}
	kind := func(n int) any {
		return struct {
			Event int
			X     string
		}{n, "<&>"}
	}
	for _, row := range []struct {
		name   string
		frame  *Frame
		merges bool
	}{
		{"a message of a group", push(kind(3)), true},
		{"two events", push(kind(4), kind(6)), true},
		{"a change", push(kind(19)), false},
		{"a one-to-one message", push(kind(9)), false},
		{"chosen members", push(kind(3)).For(7), false},
		{"those who look into a topic", func() *Frame { f := push(kind(3)); f.Part, f.To = 7, Opened; return f }(), false},
		{"another command", frame(t, "x"), false},
	} {
		if got := row.frame.events(); (got != nil) != row.merges {
			t.Errorf("%s: %s", row.name, got)
		}
	}
}

func TestPace(t *testing.T) {
	for _, row := range []struct {
		name     string
		sessions int
		bytes    uint64
		floor    time.Duration
		rounds   int           // at once, in a quiet room
		then     time.Duration // between rounds after that
	}{
		{"a small group waits for nothing that matters", 3, 700, 0, 50, 60 * time.Microsecond},
		{"a large room", 5000, 700, 0, 3, 100 * time.Millisecond},
		{"a very large one", 100_000, 700, 0, 2, longest},
		{"a small group on a busy server", 100, 700, 50 * time.Millisecond, 5, 50 * time.Millisecond},
		{"much to write", 1000, 4 * roundBytes, longest, 5, longest / 4},
	} {
		var p pace
		at := now()
		for range row.rounds {
			if p.due > at {
				t.Errorf("%s: waits for %v", row.name, time.Duration(p.due-at))
			}
			p.wrote(at, row.sessions, row.bytes, row.floor)
		}
		if row.then < time.Millisecond {
			continue
		}
		for range 20 {
			at = max(at, p.due)
			p.wrote(at, row.sessions, row.bytes, row.floor)
		}
		if d := time.Duration(p.due - at); d != row.then {
			t.Errorf("%s: rounds are %v apart, want %v", row.name, d, row.then)
		}
	}
}

func TestABusyShardGathersMore(t *testing.T) {
	var l load
	at := now()
	writes := uint64(0)
	for range 50 {
		at += window
		writes += 10_000 // a second has ten times as many
		l.look(at, writes, 0)
	}
	if l.floor != longest {
		t.Errorf("busy: %v", l.floor)
	}
	for range 50 {
		at += window
		writes += 100
		l.look(at, writes, 0)
	}
	if l.floor != 0 {
		t.Errorf("at ease: %v", l.floor)
	}
}
