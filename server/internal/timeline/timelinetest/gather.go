package timelinetest

import (
	"context"
	"errors"
	"sync"

	"github.com/teahouse-chat/teahouse/server/internal/event"
	"github.com/teahouse-chat/teahouse/server/internal/id"
	"github.com/teahouse-chat/teahouse/server/internal/timeline"
)

func testEvents(e *env) {
	var got []any
	hear(e, func(x *timeline.Appended) { got = append(got, x.Message.Seq, x.Notices, x.Message.Origin) })
	hear(e, func(x timeline.Recalled) { got = append(got, "recalled", x.Message.Seq) })
	hear(e, func(x timeline.Edited) { got = append(got, "edited", x.Message.Version) })
	hear(e, func(x timeline.Marked) { got = append(got, "marked", x.Before, x.Number) })
	hear(e, func(x timeline.Receipted) { got = append(got, "receipted") })
	hear(e, func(x string) { got = append(got, x); panic("a bad listener") })
	m := e.sent(pair, bob)
	m.Origin = 5
	e.append(m)
	_, _, err := e.log.Append(e.ctx, m, timeline.Repeat{}) // a repeat says nothing
	e.ok(err)
	e.flagged(pair, bob, timeline.FlagImported) // nor do imports
	e.update(func(tx *timeline.Tx) error {
		tx.Emit("mine")
		if _, _, err := tx.Receipt(pair, timeline.Pos{Time: e.seconds(), Seq: 1, Random: 1}); err != nil {
			return err
		}
		if _, _, err := tx.Read(pair, alice, timeline.UpTo{All: true}, 0); err != nil {
			return err
		}
		_, _, err := tx.Append(e.sent(group, alice), timeline.Repeat{})
		return err
	})
	e.recall(group, timeline.Seq(1), nil)
	want := []any{uint64(1), [2]uint64{1, 1}, uint64(5), "mine", "receipted", "marked", uint64(0), uint64(2),
		uint64(1), [2]uint64{}, uint64(0), "recalled", uint64(1)}
	if len(got) != len(want) {
		e.Fatalf("got %v, want %v", got, want)
	}
	for i := range want {
		equal(e, "event", got[i], want[i])
	}
}

// hear subscribes; what listeners do happens before Update returns.
func hear[T any](e *env, f func(T)) {
	event.On(e.hub, func(_ context.Context, x T) { f(x) })
}

func testManyCallers(e *env) {
	const callers, each = 50, 20
	var mu sync.Mutex
	seen := map[uint64]bool{}
	var order []uint64
	hear(e, func(x *timeline.Appended) {
		if x.Message.Conv == group {
			order = append(order, x.Message.Seq)
		}
	})
	var wg sync.WaitGroup
	for caller := range callers {
		wg.Go(func() {
			for i := range each {
				conv := group
				if i%2 == 1 {
					conv = id.Pair(app, uint64(1000+caller), alice)
				}
				m := e.sent(conv, alice)
				if i%5 == 0 { // somebody who fails in the same batch
					err := e.log.Update(e.ctx, []timeline.Touch{timeline.InConv(conv), timeline.OfAccount(app, alice)}, func(tx *timeline.Tx) error {
						_, _, _ = tx.Append(m, timeline.Repeat{})
						return errWrong
					})
					if !errors.Is(err, errWrong) {
						e.Errorf("error: %v", err)
					}
				}
				stored, repeated, err := e.log.Append(e.ctx, m, timeline.Repeat{})
				if err != nil || repeated {
					e.Errorf("append: repeated %v, %v", repeated, err)
					return
				}
				if conv == group {
					mu.Lock()
					if seen[stored.Seq] {
						e.Errorf("number %d twice", stored.Seq)
					}
					seen[stored.Seq] = true
					mu.Unlock()
				}
			}
		})
	}
	wg.Wait()
	for n := uint64(1); n <= callers*each/2; n++ {
		equal(e, "stored", seen[n], true)
		equal(e, "order of events", order[n-1], n)
	}
	h, err := e.log.Head(e.ctx, group)
	e.ok(err)
	equal(e, "head", h.Number, callers*each/2)
}

func testClosed(e *env) {
	e.send(group, alice)
	ctx, cancel := context.WithCancel(e.ctx)
	cancel()
	if err := e.log.Update(ctx, nil, func(*timeline.Tx) error { return nil }); !errors.Is(err, context.Canceled) {
		e.Fatalf("a context that is over: %v", err)
	}
	e.ok(e.log.Close())
	_, _, err := e.log.Append(e.ctx, e.sent(group, alice), timeline.Repeat{})
	_, read := e.log.Head(e.ctx, group)
	followed := e.log.Follow(e.ctx, "x", func(context.Context, []timeline.Entry) error { return nil })
	for _, err := range []error{err, read, followed} {
		if !errors.Is(err, timeline.ErrClosed) {
			e.Fatalf("after Close: %v", err)
		}
	}
	e.ok(e.log.Close())
}
