package timeline

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/teahouse-chat/teahouse/server/internal/store"
)

const (
	// passes is how often calls are run in order to learn what they read; what they
	// still lack then they wait for one by one.
	passes = 5
	// mostFlying bounds the rounds whose commits are under way: while one is being
	// committed the next is read and built.
	mostFlying = 2
	// mostReruns is how often a call whose commit was refused is run again.
	mostReruns = 12
)

// buildShared is build on a store that other nodes write to as well, where a round
// whose commit was refused, or is not there, is made again.
func (l *Log) buildShared() {
	defer l.stopped.Done()
	defer close(l.applied)
	var todo []*call
	for open, flying := true, 0; open || flying > 0 || len(todo) > 0; {
		if open {
			if todo, open = l.drain(todo); !open {
				continue
			}
		}
		if len(todo) > 0 && flying < mostFlying {
			var r round
			r, todo = l.makeSharedRound(todo)
			l.applied <- r
			flying++
			continue
		}
		calls := l.calls
		if !open || len(todo) >= maxCalls {
			calls = nil
		}
		select {
		case c, ok := <-calls:
			if open = ok; ok {
				todo = append(todo, c)
			}
		case again := <-l.settled:
			flying--
			todo = append(again, todo...)
		}
	}
}

// drain takes in what waits.
func (l *Log) drain(todo []*call) (_ []*call, open bool) {
	for len(todo) < maxCalls {
		select {
		case c, ok := <-l.calls:
			if !ok {
				return todo, false
			}
			todo = append(todo, c)
		default:
			return todo, true
		}
	}
	return todo, true
}

// makeSharedRound makes a round of calls. A batch that others were in the way of,
// or that the database was lost under, is made again; only its own callers hear
// that it failed.
func (l *Log) makeSharedRound(calls []*call) (r round, rest []*call) {
	p := store.Pauses{Patience: l.shared.Patience()}
	for {
		r, rest, err := l.tryShared(calls)
		if err == nil {
			return r, rest
		}
		// When the Log is closed nobody has the time to wait for a database.
		if store.Lost(err) && l.life.Err() != nil || !p.Again(context.Background(), err) {
			return round{calls: calls, over: true, wait: func() error { return err }}, nil
		}
	}
}

// tryShared runs calls into one batch. The first pass knows nothing of the store
// and tells what will be read, so that locks and reads take one exchange with the
// database; calls that still lack something are run again with the next. The
// calls of the round come in the order in which they ran. Changes, numbers of the
// arrival log and commit take one more exchange.
func (l *Log) tryShared(calls []*call) (r round, rest []*call, err error) {
	for _, c := range calls {
		r.touch = append(r.touch, c.touch...)
	}
	opened, err := l.engine.Begin(r.touch)
	if err != nil {
		return r, nil, err
	}
	b := opened.(SharedBatch)
	defer func() {
		if err != nil {
			b.Discard()
		}
	}()
	var logged []logEntry
	for pass, waiting := 0, calls; len(waiting) > 0; pass++ {
		if pass > 0 {
			if err := b.Fetch(); err != nil {
				return r, nil, err
			}
		}
		if pass == passes {
			b.Straight()
		}
		var missed []*call
		for i, c := range waiting {
			if b.Size() > maxBatch {
				rest = append(rest, waiting[i:]...)
				break
			}
			tx, err := l.runShared(b, c)
			if err != nil {
				return r, nil, err
			}
			if tx == nil {
				missed = append(missed, c)
				continue
			}
			r.calls = append(r.calls, c)
			logged = append(logged, tx.logged...)
		}
		waiting = missed
	}
	return r, rest, l.applyShared(b, &r, logged)
}

// runShared runs a call. It returns nil if the call has to be run again because it
// read what was not known. The error is one of the engine.
func (l *Log) runShared(b SharedBatch, c *call) (*Tx, error) {
	b.Mark()
	tx := l.newTx(b, c.touch)
	err := protect(tx, c.fn)
	if b.Missed() {
		return nil, b.Undo()
	}
	if engine := b.Failed(); engine != nil {
		return nil, engine // whatever fn made of it
	}
	if c.err, c.events = err, nil; err != nil {
		tx = &Tx{}
		return tx, b.Undo()
	}
	tx.keep()
	c.events = tx.events
	return tx, nil
}

func (l *Log) applyShared(b SharedBatch, r *round, logged []logEntry) (err error) {
	r.ends = b.Log(logged)
	if b.Locked() {
		l.written++
		r.mark = writerKey(l.writer, uint8(l.written%(2*mostFlying)))
		r.marked = uvarint(l.written)
		if err := b.Set(r.mark, r.marked); err != nil {
			return err
		}
	}
	r.wait, err = b.Apply()
	return err
}

// errGone says that a commit nobody has heard of did not happen.
var errGone = errors.New("timeline: the commit did not happen")

// outcome finds out what became of a commit during which the database was lost.
// The batch locks what it touches before it changes anything: who holds these
// locks after it knows that it has come to an end, and sees its mark or not.
func (l *Log) outcome(r round, lost error) error {
	if !errors.Is(lost, ErrUnknown) || r.mark == nil {
		return lost
	}
	for p := (store.Pauses{Patience: l.shared.Patience()}); ; {
		found, err := l.look(r)
		switch {
		case err == nil && bytes.Equal(found, r.marked):
			return nil
		case err == nil:
			return errGone
		case store.Lost(err) && l.life.Err() != nil || !p.Again(context.Background(), err):
			return fmt.Errorf("%w: %w", lost, err)
		}
	}
}

func (l *Log) look(r round) ([]byte, error) {
	b, err := l.engine.Begin(r.touch)
	if err != nil {
		return nil, err
	}
	defer b.Discard()
	b.(SharedBatch).Straight()
	return b.Get(r.mark)
}

// settleShared tells the builder what of a round has to be run again. It returns
// what became of it otherwise.
func (l *Log) settleShared(r round, err error) (again bool, _ error) {
	err = l.outcome(r, err)
	again = !r.over && (store.Conflict(err) || errors.Is(err, errGone))
	for _, c := range r.calls {
		if again {
			c.reruns++
			again = c.reruns <= mostReruns
		}
	}
	if !again {
		l.settled <- nil
		return false, err
	}
	time.Sleep(rand.N(5 * time.Millisecond)) // out of the way of the other one
	l.settled <- r.calls
	return true, nil
}

// pollEvery is how soon entries of other nodes are followed.
const pollEvery = 200 * time.Millisecond

// poll looks for entries of other nodes.
func (l *Log) poll() {
	defer l.cleaned.Done()
	t := time.NewTicker(pollEvery)
	defer t.Stop()
	for wrong := false; ; {
		select {
		case <-l.life.Done():
			return
		case <-t.C:
		}
		ends, err := l.shared.Ends()
		if err == nil {
			l.arrivals.set(ends)
		} else if !wrong && l.life.Err() == nil {
			l.opts.Log.Warn("looking for new entries of the arrival log failed", "error", err)
		}
		wrong = err != nil
	}
}

// read runs f, which only reads, on the engine, or on a snapshot of a shared one.
// There f is run again and again until all that it reads is known, so it sets its
// results anew each time. The first run knows nothing.
func (l *Log) read(ctx context.Context, f func(r Reader) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if l.shared == nil {
		return f(l.r)
	}
	g := guarded{l}
	if err := g.enter(); err != nil {
		return err
	}
	defer g.leave()
	s := l.shared.Snapshot()
	defer s.Close()
	for pass := 0; ; pass++ {
		if pass == passes {
			s.Straight()
		}
		err := f(s)
		if !s.Missed() {
			return err
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := s.Fetch(); err != nil {
			return err
		}
	}
}
