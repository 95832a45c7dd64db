package timelinetest

import (
	"context"
	"fmt"
	"slices"
	"sync"

	"github.com/teahouse-chat/teahouse/server/internal/id"
	"github.com/teahouse-chat/teahouse/server/internal/timeline"
)

// crash cuts the power and starts again.
func (e *env) crash() {
	e.Helper()
	e.store.Crash(e.T)
	_ = e.log.Close()
	e.open()
}

func testCrash(e *env) {
	e.join(alice, bob)
	e.begun("c")
	r := e.follow("c")
	var sent []timeline.Message
	for range 3 {
		for _, conv := range []id.Conv{group, pair} {
			sent = append(sent, e.send(conv, alice))
		}
		e.recall(group, sent[len(sent)-2].Pos(), nil)
		e.read(pair, bob, timeline.UpTo{Time: e.seconds()})
		r.sees(e, slices.Clone(sent[len(sent)-2:])...)
		e.crash()
		<-r.done
		r = e.follow("c")
		for _, m := range sent {
			got, err := e.log.Get(e.ctx, m.Conv, m.Pos())
			e.ok(err)
			equal(e, "body", string(got.Body), string(m.Body))
		}
		e.unread(group, bob, 0)
		e.unread(pair, bob, 0)
		// What was followed comes again or not: nobody knows whether the cursor was
		// stored. What comes now is followed in any case.
		r.sees(e, e.send(id.GroupConv(app, 1), alice))
	}
	r.end(e)
}

// acked is a message that was acknowledged, and as what it was sent.
type acked struct{ request, stored timeline.Message }

func testCrashUnderLoad(e *env) {
	for round := range 5 {
		e.crashUnderLoad(round)
	}
}

// crashUnderLoad cuts the power while many send, and looks at what is left.
func (e *env) crashUnderLoad(round int) {
	conv := id.GroupConv(app, uint64(5000+round))
	e.ok(e.log.Update(e.ctx, []timeline.Touch{timeline.OfAccount(app, carol)}, func(tx *timeline.Tx) error {
		_, err := tx.Join(conv, carol, true)
		return err
	}))
	name := fmt.Sprint("follower ", round)
	e.begun(name)
	r := e.follow(name)
	ctx, cancel := context.WithCancel(e.ctx)
	var mu sync.Mutex
	var all []acked
	var wg sync.WaitGroup
	enough := make(chan struct{})
	for caller := range 20 {
		wg.Go(func() {
			for i := 0; ctx.Err() == nil; i++ {
				m := e.sent(conv, uint64(alice+caller%2))
				if i%3 == 2 {
					m = e.sent(id.Pair(app, uint64(6000+round), uint64(7000+caller)), uint64(7000+caller))
				}
				stored, _, err := e.log.Append(ctx, m, timeline.Repeat{})
				if err != nil {
					return
				}
				mu.Lock()
				all = append(all, acked{m, stored})
				if len(all) == 300 {
					close(enough)
				}
				mu.Unlock()
			}
		})
	}
	<-enough
	mu.Lock()
	durable := all[:len(all):len(all)] // acknowledged before the power went
	mu.Unlock()
	before := r.seen()
	e.store.Crash(e.T)
	cancel()
	wg.Wait()
	_ = e.log.Close()
	<-r.done
	e.open()
	e.followed(name, before, durable)
	e.survived(conv, durable)
}

// followed checks that each acknowledged message was followed before or after,
// and that nothing was followed that is not there.
func (e *env) followed(name string, before []timeline.Entry, durable []acked) {
	e.Helper()
	r := e.follow(name)
	last := e.send(id.GroupConv(app, 1), alice)
	type place struct {
		conv id.Conv
		pos  timeline.Pos
	}
	missing := map[place]bool{{last.Conv, last.Pos()}: true}
	for _, a := range durable {
		missing[place{a.stored.Conv, a.stored.Pos()}] = true
	}
	looked := 0
	for all := before; len(missing) > 0; {
		for _, entry := range all {
			if m := entry.Message; entry.Kind == timeline.EntryMessage {
				if _, err := e.log.Get(e.ctx, m.Conv, m.Pos()); err != nil {
					e.Fatalf("followed message %+v: %v", m, err)
				}
				delete(missing, place{m.Conv, m.Pos()})
			}
		}
		if len(missing) > 0 {
			all = r.await(e, looked+1)[looked:]
			looked += len(all)
		}
	}
	r.end(e)
	inOrder(e, r.seen())
}

// survived checks that what was acknowledged is there exactly once.
func (e *env) survived(conv id.Conv, durable []acked) {
	e.Helper()
	h, err := e.log.Head(e.ctx, conv)
	e.ok(err)
	page, err := e.log.GroupPage(e.ctx, conv, timeline.GroupRange{Count: int(h.Number), Bytes: 1 << 30})
	e.ok(err)
	byRandom := map[uint32]uint64{}
	for i, m := range page.Messages {
		equal(e, "numbers without a gap", m.Seq, h.Number-uint64(i))
		if byRandom[m.Random] != 0 {
			e.Fatalf("message %d is there twice", m.Random)
		}
		byRandom[m.Random] = m.Seq
	}
	equal(e, "messages", len(page.Messages), int(h.Number))
	for _, a := range durable {
		got, err := e.log.Get(e.ctx, a.stored.Conv, a.stored.Pos())
		if err != nil {
			e.Fatalf("acknowledged message %+v: %v", a.stored, err)
		}
		equal(e, "body", string(got.Body), string(a.stored.Body))
		again, repeated, err := e.log.Append(e.ctx, a.request, timeline.Repeat{})
		e.ok(err)
		equal(e, fmt.Sprintf("%d sent again is a repeat", a.request.Random), repeated, true)
		equal(e, "first answer", again.Pos(), a.stored.Pos())
	}
	e.unread(conv, carol, h.Number)
}
