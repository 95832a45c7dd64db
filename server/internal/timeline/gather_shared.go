package timeline

import (
	"context"
	"fmt"
	"time"

	"github.com/teahouse-chat/teahouse/server/internal/store"
)

// passes is how often calls are run in order to learn what they read; what they
// still lack then they wait for one by one.
const passes = 5

// makeSharedRound is makeRound on a store that other nodes write to as well. A
// batch that others were in the way of, or that the database was lost under, is
// made again; only its own callers hear that it failed.
func (l *Log) makeSharedRound(calls []*call) (r round, rest []*call) {
	p := store.Pauses{Patience: l.engine.(SharedEngine).Patience()}
	for {
		r, rest, err := l.tryShared(calls)
		if err == nil {
			return r, rest
		}
		// When the Log is closed nobody has the time to wait for a database.
		if store.Lost(err) && l.life.Err() != nil || !p.Again(context.Background(), err) {
			return round{calls: calls, wait: func() error { return err }}, nil
		}
	}
}

// tryShared runs calls into one batch. The first pass knows nothing of the store
// and tells what will be read, so that locks and reads take one exchange with the
// database; calls that still lack something are run again with the next. The
// calls of the round come in the order in which they ran.
func (l *Log) tryShared(calls []*call) (r round, rest []*call, err error) {
	b, err := l.beginShared(calls)
	if err != nil {
		return r, nil, err
	}
	bucket := l.bucket
	defer func() {
		if err != nil {
			b.Discard()
			l.bucket = bucket // nothing was dropped
		}
	}()
	var logged [][]byte
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
	r.arrival, r.wait, err = l.applyShared(b, logged)
	return r, rest, err
}

func (l *Log) beginShared(calls []*call) (SharedBatch, error) {
	var touch []Touch
	for _, c := range calls {
		touch = append(touch, c.touch...)
	}
	b, err := l.engine.Begin(touch)
	if err != nil {
		return nil, err
	}
	return b.(SharedBatch), nil
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
	if c.err = err; err != nil {
		tx = &Tx{}
		return tx, b.Undo()
	}
	tx.keep()
	c.events = tx.events
	return tx, nil
}

// applyShared sends the changes, last of all the entries of the arrival log: other
// nodes wait from the moment their numbers are known until the commit, so that
// numbers become visible in order.
func (l *Log) applyShared(b SharedBatch, logged [][]byte) (arrival uint64, wait func() error, err error) {
	if len(logged) == 0 {
		if _, err = b.Hold(nil); err == nil {
			wait, err = b.Apply()
		}
		return 0, wait, err
	}
	end, err := b.Hold(logEndKey())
	if err == nil {
		arrival, err = readUvarint(end)
	}
	for _, entry := range logged {
		arrival++
		if err == nil {
			err = b.Set(logKey(arrival), entry)
		}
	}
	if err == nil {
		err = b.Set(logEndKey(), uvarint(arrival))
	}
	if err != nil {
		return 0, nil, fmt.Errorf("number the arrival log: %w", err)
	}
	wait, err = b.Apply()
	return arrival, wait, err
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
		n, err := lastArrival(l.r)
		if err == nil {
			l.arrivals.set(n)
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
	shared, ok := l.engine.(SharedEngine)
	if !ok {
		return f(l.r)
	}
	g := guarded{l}
	if err := g.enter(); err != nil {
		return err
	}
	defer g.leave()
	s := shared.Snapshot()
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
