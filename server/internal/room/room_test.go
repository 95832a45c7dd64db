package room

import (
	"context"
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"github.com/teahouse-chat/teahouse/server/internal/bus"
	"github.com/teahouse-chat/teahouse/server/internal/deliver"
	"github.com/teahouse-chat/teahouse/server/internal/event"
	"github.com/teahouse-chat/teahouse/server/internal/id"
	"github.com/teahouse-chat/teahouse/server/internal/store"
)

type sink struct{}

func (sink) Writev(bufs [][]byte) (n int, err error) {
	for _, b := range bufs {
		n += len(b)
	}
	return n, nil
}
func (sink) Close(deliver.Reason) {}

type world struct {
	t      testing.TB
	dir    string
	db     *store.DB
	hub    *deliver.Hub
	events *event.Hub
	rooms  *Rooms
	later  atomic.Int64
	left   []string
}

func start(t testing.TB, dir string) *world {
	w := &world{t: t, dir: dir, events: &event.Hub{}}
	var err error
	if w.db, err = store.Open(t.Context(), dir); err != nil {
		t.Fatal(err)
	}
	w.hub = deliver.New(bus.NewLocal(), deliver.Options{})
	w.rooms = newRooms(w.db, w.hub, w.events, func() time.Time {
		return time.Unix(1_700_000_000, 0).Add(time.Duration(w.later.Load()))
	})
	event.On(w.events, func(_ context.Context, l Left) {
		w.left = append(w.left, fmt.Sprintf("%s %d", l.Account.Name, l.Members))
	})
	return w
}

func (w *world) stop() {
	w.hub.Close()
	w.db.Close()
}

func (w *world) session(name string, instance uint64) (*deliver.Session, id.Account) {
	a := id.Account{App: 1, ID: uint64(name[0]), Name: name}
	s := w.hub.Open(sink{}, deliver.Binary, fmt.Sprint(instance))
	if err := s.Bind(a, instance); err != nil {
		w.t.Fatal(err)
	}
	return s, a
}

// closed is what account says when a session is over.
func (w *world) closed(s *deliver.Session, cut bool) {
	s.Unbind()
	w.events.Publish(context.Background(), event.SessionClosed{Account: s.Account(), Instance: s.Instance(), Cut: cut})
}

var hall = id.GroupConv(1, 7)

func TestACutSessionStaysAMember(t *testing.T) {
	w := start(t, t.TempDir())
	defer w.stop()
	ctx := context.Background()
	alice, a := w.session("alice", 1)
	bob, b := w.session("bob", 2)
	if fresh, n := w.rooms.Enter(hall, a, 1, alice, false); !fresh || n != 1 {
		t.Fatal(fresh, n)
	}
	if fresh, n := w.rooms.Enter(hall, b, 2, bob, false); !fresh || n != 2 {
		t.Fatal(fresh, n)
	}
	w.closed(alice, true)
	w.closed(bob, true)
	w.later.Store(int64(CutStays - time.Second))
	w.rooms.sweep(ctx)
	if n := w.rooms.Count(hall); n != 2 {
		t.Fatalf("%d members before the time is over", n)
	}
	back, _ := w.session("alice", 1)
	if fresh, n := w.rooms.Enter(hall, a, 1, back, false); fresh || n != 2 {
		t.Fatal("coming back counts as new")
	}
	w.later.Store(int64(CutStays))
	w.rooms.sweep(ctx)
	if fmt.Sprint(w.left) != "[bob 1]" || w.rooms.Has(hall, b.ID) || !w.rooms.Has(hall, a.ID) {
		t.Fatalf("left %v", w.left)
	}
	// A second cut counts from its own time.
	w.closed(back, true)
	w.later.Store(int64(CutStays + CutStays/2))
	w.rooms.sweep(ctx)
	if !w.rooms.Has(hall, a.ID) {
		t.Fatal("dropped before its time")
	}
	w.later.Store(int64(2 * CutStays))
	w.rooms.sweep(ctx)
	if fmt.Sprint(w.left) != "[bob 1 alice 0]" || w.rooms.Count(hall) != 0 {
		t.Fatalf("left %v", w.left)
	}
}

func TestAnAccountLeavesWithItsLastSession(t *testing.T) {
	w := start(t, t.TempDir())
	defer w.stop()
	web, a := w.session("alice", 1)
	phone, _ := w.session("alice", 2)
	w.rooms.Enter(hall, a, 1, web, false)
	if fresh, n := w.rooms.Enter(hall, a, 2, phone, false); fresh || n != 1 {
		t.Fatal(fresh, n)
	}
	if gone, n := w.rooms.Leave(hall, 1); gone || n != 1 {
		t.Fatal(gone, n)
	}
	if w.hub.Members(hall) != 1 {
		t.Fatalf("%d sessions hear of the room", w.hub.Members(hall))
	}
	w.closed(phone, false)
	if fmt.Sprint(w.left) != "[alice 0]" || len(w.rooms.instances) != 0 {
		t.Fatalf("left %v, %v", w.left, w.rooms.instances)
	}
	if gone, _ := w.rooms.Leave(hall, 1); gone {
		t.Fatal("left twice")
	}
}

func TestASessionThatIsGoneBeforeItEntered(t *testing.T) {
	w := start(t, t.TempDir())
	defer w.stop()
	s, a := w.session("alice", 1)
	s.Close()
	w.rooms.Enter(hall, a, 1, s, false)
	w.later.Store(int64(CutStays))
	w.rooms.sweep(context.Background())
	if w.rooms.Count(hall) != 0 {
		t.Fatal("a ghost stays in the room")
	}
}

func TestTheNewestFirst(t *testing.T) {
	w := start(t, t.TempDir())
	defer w.stop()
	for i := range 400 {
		a := id.Account{App: 1, ID: uint64(1000 + i), Name: fmt.Sprint(i)}
		s := w.hub.Open(sink{}, deliver.Binary, "x")
		if err := s.Bind(a, uint64(1000+i)); err != nil {
			t.Fatal(err)
		}
		w.rooms.Enter(hall, a, uint64(1000+i), s, false)
	}
	for i := range 300 {
		if i%3 != 0 {
			w.rooms.Leave(hall, uint64(1000+i))
		}
	}
	page, _ := w.rooms.Newest(hall, 0, 98, 4)
	var names []string
	for _, m := range page {
		names = append(names, m.Account.Name)
	}
	if fmt.Sprint(names) != "[301 300 297 294]" || w.rooms.Count(hall) != 200 {
		t.Fatalf("%v of %d", names, w.rooms.Count(hall))
	}
	if all := w.rooms.Drop(hall, "hall"); len(all) != 200 || w.hub.Members(hall) != 0 || len(w.rooms.instances) != 0 {
		t.Fatalf("dropped %d, %d hear of it", len(all), w.hub.Members(hall))
	}
}

func TestNumbersNeverGoBack(t *testing.T) {
	dir := t.TempDir()
	var last uint64
	for range 3 {
		w := start(t, dir)
		for range 5 {
			var n uint64
			err := w.rooms.InTurn(t.Context(), hall, func(seq uint64) { n = seq })
			if err != nil || n <= last {
				t.Fatalf("%d after %d, %v", n, last, err)
			}
			last = n
		}
		w.stop()
	}
	if last > 3*blockSize {
		t.Fatalf("%d: more than a block is lost per start", last)
	}
}

func TestAnIdleRoomIsForgotten(t *testing.T) {
	w := start(t, t.TempDir())
	defer w.stop()
	w.rooms.InTurn(t.Context(), hall, func(uint64) {})
	w.rooms.sweep(t.Context())
	if len(w.rooms.rooms) != 1 {
		t.Fatal("forgotten at once: each message would reserve a block")
	}
	w.later.Store(int64(idleAfter))
	w.rooms.sweep(t.Context())
	if len(w.rooms.rooms) != 0 {
		t.Fatal("kept for ever")
	}
}
