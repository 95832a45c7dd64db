package timelinetest

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/teahouse-chat/teahouse/server/internal/id"
	"github.com/teahouse-chat/teahouse/server/internal/timeline"
)

// reader follows the arrival log in the background and keeps what it saw.
type reader struct {
	mu      sync.Mutex
	entries []timeline.Entry
	failing int // how many calls fail yet
	stop    context.CancelFunc
	done    chan error
}

func (e *env) follow(name string) *reader {
	ctx, cancel := context.WithCancel(context.Background())
	r := &reader{stop: cancel, done: make(chan error, 1)}
	started := make(chan struct{})
	go func() {
		close(started)
		r.done <- e.log.Follow(ctx, name, r.take)
	}()
	<-started
	return r
}

func (r *reader) take(_ context.Context, entries []timeline.Entry) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.failing > 0 {
		r.failing--
		return errWrong
	}
	r.entries = append(r.entries, entries...)
	return nil
}

func (r *reader) seen() []timeline.Entry {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.entries
}

// await waits until n entries were seen.
func (r *reader) await(e *env, n int) []timeline.Entry {
	e.Helper()
	for end := time.Now().Add(20 * time.Second); len(r.seen()) < n; {
		if time.Now().After(end) {
			e.Fatalf("saw %d entries, want %d", len(r.seen()), n)
		}
		time.Sleep(time.Millisecond)
	}
	return r.seen()
}

// sees waits until messages were followed.
func (r *reader) sees(e *env, messages ...timeline.Message) {
	e.Helper()
	for n := 0; len(messages) > 0; {
		for _, entry := range r.await(e, n+1)[n:] {
			n++
			messages = slices.DeleteFunc(messages, func(m timeline.Message) bool {
				return entry.Kind == timeline.EntryMessage && entry.Conv == m.Conv && entry.Message.Pos() == m.Pos()
			})
		}
	}
}

func (r *reader) end(e *env) {
	e.Helper()
	r.stop()
	e.ok(<-r.done)
}

// begun waits until a name has its cursor, so that nothing is missed.
func (e *env) begun(name string) *reader {
	e.Helper()
	r := e.follow(name)
	marks := 0
	for len(r.seen()) == 0 {
		marks++
		e.update(func(tx *timeline.Tx) error {
			return tx.Pass(timeline.Message{Conv: group, Body: json.RawMessage(strconv.Itoa(marks))})
		})
		time.Sleep(time.Millisecond)
	}
	for n := 1; ; n++ { // the last mark too, or who follows next would see it
		if entry := r.await(e, n)[n-1]; string(entry.Message.Body) == strconv.Itoa(marks) {
			break
		}
	}
	r.end(e)
	return r
}

// in returns the entries of a conversation.
func in(all []timeline.Entry, conv id.Conv) (some []timeline.Entry) {
	for _, x := range all {
		if x.Conv == conv {
			some = append(some, x)
		}
	}
	return some
}

// inOrder checks that numbers rise without a gap within each partition.
func inOrder(e *env, all []timeline.Entry) {
	e.Helper()
	last := map[uint16]uint64{}
	for _, x := range all {
		if n := last[x.Partition]; n != 0 {
			equal(e, "number", x.Number, n+1)
		}
		last[x.Partition] = x.Number
	}
}

func testCursors(e *env) {
	e.send(group, bob) // before anybody follows
	e.begun("a")
	r := e.follow("a")
	m := e.sent(group, alice)
	m.Meta = json.RawMessage(`{"push":1}`)
	e.append(m)
	e.read(group, bob, timeline.UpTo{All: true})
	p := e.send(pair, alice)
	e.update(func(tx *timeline.Tx) error {
		if _, err := tx.Edit(pair, p.Pos(), nil, func(m *timeline.Message) error { m.CloudCustomData = "x"; return nil }); err != nil {
			return err
		}
		if _, _, err := tx.Receipt(pair, p.Pos()); err != nil {
			return err
		}
		if _, err := tx.Recall(pair, p.Pos(), "bob", ""); err != nil {
			return err
		}
		return tx.Tell(pair, []byte("told"))
	})
	all := r.await(e, 7)
	got := in(all, group)
	equal(e, "entries of the group", len(got), 2)
	equal(e, "kind", got[0].Kind, timeline.EntryMessage)
	equal(e, "kind", got[1].Kind, timeline.EntryRead)
	equal(e, "meta", string(got[0].Message.Meta), `{"push":1}`)
	equal(e, "reader", got[1].Account, bob)
	equal(e, "up to", got[1].UpTo, 2)
	got = in(all, pair)
	kinds := []timeline.EntryKind{timeline.EntryMessage, timeline.EntryEdit, timeline.EntryReceipt, timeline.EntryRecall, timeline.EntryTold}
	for i, k := range kinds {
		equal(e, "kind", got[i].Kind, k)
	}
	equal(e, "as it then was", got[0].Message.Flags, 0)
	equal(e, "edited", got[1].Message.CloudCustomData, "x")
	equal(e, "told", string(got[4].What), "told")
	inOrder(e, all)
	r.end(e)
	e.send(group, alice)
	e.reopen()
	r = e.follow("a")
	got = r.await(e, 1)
	equal(e, "goes on where it was", got[0].Message.Seq, 3)
	if err := e.log.Follow(e.ctx, "a", r.take); err == nil {
		e.Fatal("a name was followed twice")
	}
	r.end(e)
	e.ok(e.log.Forget(e.ctx, "a"))
}

func testFollowRetry(e *env) {
	e.begun("b")
	r := e.follow("b")
	r.mu.Lock()
	r.failing = 2
	r.mu.Unlock()
	e.send(group, alice)
	e.send(group, alice)
	got := r.await(e, 2)
	equal(e, "first", got[0].Message.Seq, 1)
	equal(e, "second", got[1].Message.Seq, 2)
	r.end(e)
}

// testFollowSome: what an application that is not wanted has is passed over; once it is
// wanted, what comes then is handled.
func testFollowSome(e *env) {
	e.begun("s")
	e.send(group, alice) // before anybody asks: what is passed over goes up to here at least
	var wanted atomic.Bool
	asked, got := make(chan struct{}, 100), make(chan uint64, 10)
	ctx, stop := context.WithCancel(e.ctx)
	done := make(chan error, 1)
	go func() {
		done <- e.log.FollowSome(ctx, "s", func(uint32) bool {
			is := wanted.Load()
			select {
			case asked <- struct{}{}:
			default:
			}
			return is
		}, func(_ context.Context, entries []timeline.Entry) error {
			for _, x := range entries {
				got <- x.Message.Seq
			}
			return nil
		})
	}()
	<-asked
	wanted.Store(true)
	e.send(group, alice)
	equal(e, "first that was wanted", <-got, 2)
	stop()
	e.ok(<-done)
}

// testFollowApart: an application whose entries cannot be handled, or hang, holds
// up no other one.
func testFollowApart(e *env) {
	e.begun("d")
	var mu sync.Mutex
	got := map[uint32]int{}
	ctx, stop := context.WithCancel(e.ctx)
	done := make(chan error, 1)
	go func() {
		done <- e.log.Follow(ctx, "d", func(ctx context.Context, entries []timeline.Entry) error {
			switch entries[0].Conv.App {
			case 1:
				return errWrong
			case 2:
				<-ctx.Done()
				return ctx.Err()
			}
			mu.Lock()
			defer mu.Unlock()
			for _, x := range entries {
				if x.Conv.App != entries[0].Conv.App || x.Partition != entries[0].Partition {
					e.Errorf("entries of several parts in one call: %+v", entries)
				}
				got[x.Conv.App]++
			}
			return nil
		})
	}()
	const each = 20
	for n := range each {
		for other := range uint32(4) {
			e.send(id.GroupConv(1+other, uint64(1+n)), alice)
		}
	}
	for end := time.Now().Add(20 * time.Second); ; time.Sleep(time.Millisecond) {
		mu.Lock()
		enough := got[3] == each && got[4] == each
		mu.Unlock()
		if enough {
			break
		}
		if time.Now().After(end) {
			e.Fatalf("handled %v, want %d of applications 3 and 4", got, each)
		}
	}
	stop()
	e.ok(<-done)
	r := e.follow("d") // what was not handled is there
	all := r.await(e, 2*each)
	r.end(e)
	for _, x := range all {
		if x.Conv.App > 2 {
			e.Fatalf("application %d came again", x.Conv.App)
		}
	}
}

func testNewerVersion(e *env) {
	e.ok(e.log.Close())
	engine := e.store.Open(e.T)
	b, err := engine.Begin(nil)
	e.ok(err)
	e.ok(b.Set([]byte("v"), []byte{99}))
	wait, err := b.Apply()
	e.ok(err)
	e.ok(wait())
	_, err = timeline.Open(engine, nil, timeline.Options{})
	if !errors.Is(err, timeline.ErrNewer) || strings.Contains(err.Error(), "\n") {
		e.Fatalf("a newer version: %v", err)
	}
	e.ok(engine.Close())
}
