package timeline_test

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/teahouse-chat/teahouse/server/internal/event"
	"github.com/teahouse-chat/teahouse/server/internal/id"
	"github.com/teahouse-chat/teahouse/server/internal/store/storetest"
	"github.com/teahouse-chat/teahouse/server/internal/timeline"
	"github.com/teahouse-chat/teahouse/test/postgres"
)

const (
	nodesApp   = 7
	nodesGroup = 900
)

// nodes are Logs that share a database, and those who send through them.
type nodes struct {
	*testing.T
	url    string
	logs   []*timeline.Log
	orders [][]uint64 // numbers of the group as the events of each node told them
	sent   atomic.Int64
	mu     sync.Mutex
	acked  []timeline.Message
	lost   []timeline.Message // nobody knows whether they are there
	stop   context.CancelFunc
	wg     sync.WaitGroup
}

func startNodes(t *testing.T, count int) *nodes {
	n := &nodes{T: t, url: storetest.Postgres(t), orders: make([][]uint64, count)}
	for i := range count {
		hub := new(event.Hub)
		event.On(hub, func(_ context.Context, e *timeline.Appended) {
			if e.Message.Conv.Kind == id.Group {
				n.orders[i] = append(n.orders[i], e.Message.Seq)
			}
		})
		l, err := timeline.Open(openPostgres(t, n.url, nil, 0), hub, timeline.Options{Log: slog.New(slog.DiscardHandler),
			LeaseTime: 500 * time.Millisecond})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = l.Close() })
		n.logs = append(n.logs, l)
	}
	return n
}

// send sends to one group and to one-to-one conversations that all share an
// account, through all nodes, until end is called.
func (n *nodes) send(callers int) {
	ctx, stop := context.WithCancel(context.Background())
	n.stop = stop
	for caller := range callers {
		n.wg.Go(func() {
			for i := 0; ctx.Err() == nil; i++ {
				drawn := uint32(n.sent.Add(1))
				m := timeline.Message{Conv: id.GroupConv(nodesApp, nodesGroup), From: uint64(100 + caller), Random: drawn, Body: []byte(`[]`)}
				if i%2 == 1 {
					m.Conv, m.Seq, m.ReqSeq = id.Pair(nodesApp, 50, uint64(100+caller)), uint64(drawn), uint64(drawn)
				}
				n.keep(m, caller)
			}
		})
	}
}

func (n *nodes) keep(m timeline.Message, caller int) {
	stored, repeated, err := n.logs[caller%len(n.logs)].Append(context.Background(), m, timeline.Repeat{})
	n.mu.Lock()
	defer n.mu.Unlock()
	switch {
	case errors.Is(err, timeline.ErrUnknown):
		n.lost = append(n.lost, m)
	case err != nil || repeated:
		n.Errorf("append: repeated %v, %v", repeated, err)
	default:
		n.acked = append(n.acked, stored)
	}
}

func (n *nodes) await(more int64) {
	for end := n.sent.Load() + more; n.sent.Load() < end; {
		time.Sleep(time.Millisecond)
	}
}

func (n *nodes) end() {
	n.stop()
	n.wg.Wait()
}

// follow follows the arrival log on a node that learns of others by polling.
func (n *nodes) follow(l *timeline.Log) (seen func() []timeline.Entry) {
	var mu sync.Mutex
	var all []timeline.Entry
	ctx, stop := context.WithCancel(context.Background())
	n.Cleanup(stop)
	go func() {
		_ = l.Follow(ctx, "follower", func(_ context.Context, entries []timeline.Entry) error {
			mu.Lock()
			defer mu.Unlock()
			all = append(all, entries...)
			return nil
		})
	}()
	return func() []timeline.Entry {
		mu.Lock()
		defer mu.Unlock()
		return slices.Clone(all)
	}
}

// check compares what is stored with what was answered and told.
func (n *nodes) check(seen func() []timeline.Entry) {
	n.Helper()
	conv := id.GroupConv(nodesApp, nodesGroup)
	head, err := n.logs[0].Head(n.Context(), conv)
	if err != nil {
		n.Fatal(err)
	}
	page, err := n.logs[0].GroupPage(n.Context(), conv, timeline.GroupRange{Count: int(head.Number), Bytes: 1 << 30})
	if err != nil {
		n.Fatal(err)
	}
	byRandom := map[uint32]int{}
	for i, m := range page.Messages {
		if m.Seq != head.Number-uint64(i) {
			n.Fatalf("number %d where %d should be", m.Seq, head.Number-uint64(i))
		}
		byRandom[m.Random]++
	}
	for random, times := range byRandom {
		if times != 1 {
			n.Errorf("message %d is there %d times", random, times)
		}
	}
	for _, m := range n.acked {
		got, err := n.logs[len(n.logs)-1].Get(n.Context(), m.Conv, m.Pos())
		if err != nil || got.Random != m.Random {
			n.Errorf("answered message %+v: %+v, %v", m, got, err)
		}
	}
	for _, order := range n.orders {
		if !slices.IsSorted(order) {
			n.Errorf("events came in the order %v", order)
		}
	}
	n.checkNotices()
	n.checkFollowed(seen)
}

// checkNotices: the account that all one-to-one conversations share has an entry
// for each message, numbered without a gap.
func (n *nodes) checkNotices() {
	n.Helper()
	stored := 0
	places, err := n.logs[0].Places(n.Context(), nodesApp, 50)
	if err != nil {
		n.Fatal(err)
	}
	for _, p := range places {
		head, err := n.logs[0].Head(n.Context(), p.Conv)
		if err != nil {
			n.Fatal(err)
		}
		stored += int(head.Number)
		unread, err := n.logs[0].Unread(n.Context(), p.Conv, 50)
		if err != nil || unread != head.Number {
			n.Errorf("%d unread of %d: %v", unread, head.Number, err)
		}
	}
	entries, _, last, err := n.logs[0].Notices(n.Context(), nodesApp, 50, 0, 1<<20)
	if err != nil || len(entries) != stored || last != uint64(stored) {
		n.Errorf("%d notices, the last is %d, of %d messages: %v", len(entries), last, stored, err)
	}
}

// checkFollowed: in each partition numbers of the arrival log came in order, none
// was passed over.
func (n *nodes) checkFollowed(seen func() []timeline.Entry) {
	n.Helper()
	missing := map[uint32]bool{}
	var all []timeline.Entry
	for end := time.Now().Add(10 * time.Second); time.Now().Before(end); time.Sleep(10 * time.Millisecond) {
		clear(missing)
		for _, m := range n.acked {
			missing[m.Random] = true
		}
		all = seen()
		for _, e := range all {
			delete(missing, e.Message.Random)
		}
		if len(missing) == 0 {
			break
		}
	}
	if len(missing) > 0 {
		n.Errorf("%d messages were not followed", len(missing))
	}
	n.checkOrder(all)
}

func (n *nodes) checkOrder(all []timeline.Entry) {
	n.Helper()
	last := map[uint16]uint64{}
	for _, e := range all {
		if before := last[e.Partition]; before != 0 && e.Number != before+1 {
			n.Fatalf("entry %d of partition %d came after %d", e.Number, e.Partition, before)
		}
		last[e.Partition] = e.Number
	}
}

func TestNodes(t *testing.T) {
	n := startNodes(t, 3)
	seen := n.follow(n.logs[2])
	time.Sleep(100 * time.Millisecond) // until the follower has its cursor
	n.send(12)
	n.await(1500)
	n.end()
	if len(n.lost) > 0 {
		t.Errorf("%d messages are lost", len(n.lost))
	}
	n.check(seen)
}

// TestNodesLoseTheDatabase ends connections, and the server, while several nodes
// write. They go on by themselves, and what was answered is there once.
func TestNodesLoseTheDatabase(t *testing.T) {
	n := startNodes(t, 2)
	cluster := storetest.Cluster(t)
	seen := n.follow(n.logs[1])
	time.Sleep(100 * time.Millisecond)
	n.send(10)
	for range 5 {
		n.await(100)
		if err := cluster.Disconnect(t.Context(), n.url); err != nil {
			t.Fatal(err)
		}
	}
	n.await(100)
	if err := cluster.Restart(); err != nil && !errors.Is(err, postgres.ErrGiven) {
		t.Fatal(err)
	}
	n.await(100)
	n.end()
	if len(n.lost) > 0 {
		t.Errorf("of %d messages nobody knows, %d were answered", len(n.lost), len(n.acked))
	}
	n.check(seen)
}

// TestNodesShare: nodes that follow a name divide the partitions among them; those
// of one that stops, or is gone, go to the others. Each entry comes to one of them.
func TestNodesShare(t *testing.T) {
	n := startNodes(t, 3)
	var mu sync.Mutex
	var all []timeline.Entry
	by := map[int]map[uint16]bool{} // since the last change
	follow := func(i int) (stop func()) {
		ctx, cancel := context.WithCancel(t.Context())
		ended := make(chan struct{})
		go func() {
			defer close(ended)
			err := n.logs[i].Follow(ctx, "shared", func(_ context.Context, entries []timeline.Entry) error {
				mu.Lock()
				defer mu.Unlock()
				all = append(all, entries...)
				if by[i] == nil {
					by[i] = map[uint16]bool{}
				}
				by[i][entries[0].Partition] = true
				return nil
			})
			if err != nil {
				t.Error(err)
			}
		}()
		return func() { cancel(); <-ended }
	}
	// until sends to many conversations until each of the nodes follows some.
	until := func(followers ...int) {
		t.Helper()
		mu.Lock()
		clear(by)
		mu.Unlock()
		for end := time.Now().Add(20 * time.Second); time.Now().Before(end); {
			for g := range 64 {
				n.keep(timeline.Message{Conv: id.GroupConv(nodesApp, uint64(1+g)), From: 100, Random: uint32(n.sent.Add(1)), Body: []byte(`[]`)}, 0)
			}
			mu.Lock()
			enough := len(by) == len(followers)
			for _, i := range followers {
				enough = enough && len(by[i]) >= 32/len(followers)
			}
			if !enough && len(by) > len(followers) { // one that has stopped had some left
				clear(by)
			}
			mu.Unlock()
			if enough {
				return
			}
		}
		t.Fatalf("those who follow: %v, want %v", by, followers)
	}
	stop0 := follow(0)
	until(0)
	stop1 := follow(1)
	until(0, 1)
	stop2 := follow(2)
	until(0, 1, 2)
	stop0()
	until(1, 2)
	stop1()
	until(2)
	n.checkFollowed(func() []timeline.Entry {
		mu.Lock()
		defer mu.Unlock()
		return slices.Clone(all)
	})
	stop2()
}
