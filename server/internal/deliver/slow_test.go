package deliver

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/teahouse-chat/teahouse/server/internal/id"
)

// slowClient is in the room and does not read yet.
func slowClient(t *testing.T, h *Hub, form Form) *client {
	c := connect(t, h, form, true)
	c.login(10, 100)
	c.Join(room, false)
	return c
}

func TestASlowClientGetsAllInOrderWhenItReads(t *testing.T) {
	for _, form := range []Form{Binary, Text} {
		h := newHub(t, Options{})
		c := slowClient(t, h, form)
		var inRoom, toAccount []string
		for i := range 300 {
			body := fmt.Sprint(i, strings.Repeat("x", rand.IntN(2000)))
			if i%3 == 0 {
				toAccount = append(toAccount, body)
				h.ToAccount(1, 10, frame(t, body))
				continue
			}
			inRoom = append(inRoom, body)
			h.ToConversation(room, frame(t, body))
		}
		for len(inRoom)+len(toAccount) > 0 {
			switch got := c.read(time.Minute); {
			case len(inRoom) > 0 && got == inRoom[0]:
				inRoom = inRoom[1:]
			case len(toAccount) > 0 && got == toAccount[0]:
				toAccount = toAccount[1:]
			default:
				t.Fatalf("read %.20q out of order; %d and %d missing", got, len(inRoom), len(toAccount))
			}
		}
	}
}

func TestAFullQueueClosesTheSession(t *testing.T) {
	h := newHub(t, Options{QueueBytes: 20_000})
	c := slowClient(t, h, Binary)
	other := login(t, h, 11, 110)
	other.Join(room, false)
	for range 10_000 {
		h.ToAccount(1, 10, frame(t, strings.Repeat("x", 1000)))
		if h.Stats().TooSlow > 0 {
			break
		}
	}
	if why := c.isClosed(); why != TooSlow {
		t.Errorf("closed because of %v", why)
	}
	h.ToConversation(room, frame(t, "fine"))
	other.reads("fine")
}

func TestFallingOutOfTheRing(t *testing.T) {
	for _, row := range []struct {
		name      string
		opts      Options
		droppable bool
		closed    bool
	}{
		{"by frames", Options{RingFrames: 100, QueueBytes: 20_000}, false, true},
		{"by bytes", Options{RingBytes: 50_000, QueueBytes: 20_000}, false, true},
		{"frames that may be lost", Options{RingFrames: 100, QueueBytes: 20_000}, true, false},
	} {
		t.Run(row.name, func(t *testing.T) {
			h := newHub(t, row.opts)
			slow, quick := slowClient(t, h, Binary), login(t, h, 11, 110)
			quick.Join(room, false)
			for range 20_000 {
				f := frame(t, strings.Repeat("x", 1000))
				f.Droppable = row.droppable
				h.ToConversation(room, f)
				quick.reads(strings.Repeat("x", 1000))
				if s := h.Stats(); s.TooSlow > 0 || s.Dropped > 1000 {
					break
				}
			}
			if row.closed {
				if why := slow.isClosed(); why != TooSlow {
					t.Errorf("closed because of %v", why)
				}
				for h.Members(room) != 1 { // it leaves right after
					time.Sleep(time.Millisecond)
				}
				return
			}
			if h.Stats().Dropped == 0 || slow.near.closed.Load() != nil {
				t.Fatalf("dropped %d, closed %v", h.Stats().Dropped, slow.near.closed.Load())
			}
			h.ToConversation(room, frame(t, "high priority"))
			for got := ""; got != "high priority"; got = slow.read(time.Minute) {
			}
		})
	}
}

func TestAnAnswerLargerThanTheQueue(t *testing.T) {
	h := newHub(t, Options{QueueBytes: 1000})
	c := login(t, h, 10, 100)
	c.Reply([]byte(`"` + strings.Repeat("x", 5_000_000) + `"`))
	c.reads(strings.Repeat("x", 5_000_000))
}

// TestStorm lets everything happen at once; the race detector and the empty Hub at
// the end are the test.
func TestStorm(t *testing.T) {
	h := newHub(t, Options{QueueBytes: 50_000, RingFrames: 50})
	h.OnBound(func(s *Session) { s.Join(room, false) })
	var wg, publishers sync.WaitGroup
	done := make(chan struct{})
	for range 2 {
		publishers.Go(func() {
			for i := 0; ; i++ {
				select {
				case <-done:
					return
				default:
				}
				conv := id.GroupConv(1, uint64(5+i%3))
				h.ToConversation(conv, frame(t, strings.Repeat("x", 500)))
				h.ToAccount(1, uint64(i%5), frame(t, "y"))
				h.JoinAccount(1, uint64(i%5), conv, i%2 == 0)
				h.LeaveAccount(1, uint64((i+1)%5), conv)
			}
		})
	}
	for w := range 8 {
		wg.Go(func() {
			for i := range 30 {
				c := connect(t, h, Form(i%2), i%3 == 0)
				for range 3 {
					c.Bind(id.Account{App: 1, ID: uint64((w + i) % 5)}, uint64(100+w%4))
					c.Reply([]byte(`{}`))
					c.Leave(room)
					if i%2 == 0 {
						c.Unbind()
					}
				}
				c.Close()
			}
		})
	}
	wg.Wait()
	close(done)
	publishers.Wait()
	for i := range h.rings {
		if len(h.rings[i].rings)+len(h.accounts[i].accounts)+len(h.accounts[i].instances) > 0 {
			t.Errorf("left in stripe %d: %v %v %v", i, h.rings[i].rings, h.accounts[i].accounts, h.accounts[i].instances)
		}
	}
	if s := h.Stats(); s.Sessions != 0 {
		t.Errorf("%+v", s)
	}
}
