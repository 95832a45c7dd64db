package timeline

import (
	"context"
	"fmt"
	"runtime/debug"
	"sync"
)

const (
	maxCalls = 1024    // in one batch
	maxBatch = 4 << 20 // bytes after which a batch takes no further call
)

// call is one Update on its way.
type call struct {
	touch  []Touch
	fn     func(*Tx) error
	events []any
	err    error
	done   chan struct{} // gets one value, and has room for it
	reruns int
}

// spent are calls that came to their end, to be used again.
var spent = sync.Pool{New: func() any { return &call{done: make(chan struct{}, 1)} }}

// round is a batch and those who wait for it.
type round struct {
	calls []*call
	wait  func() error
	ends  map[part]uint64 // of the parts of the arrival log that it makes longer, once it is on disk

	// On a store that nodes share:
	touch  []Touch
	mark   []byte // key by whose value one finds out whether it was committed
	marked []byte
	over   bool // it is not made again
}

// Update runs fn and returns when its changes are on disk: all of them, or, if fn
// fails or panics, none. It sees all changes made before. fn runs on the one
// goroutine that builds batches: it uses only tx and its own variables, does no
// other I/O, never waits, and may run twice, so results are set at its end.
// Writes outside touch fail with ErrTouch.
//
// If ctx ends first, Update returns its error, and the change may happen or not;
// what fn sets must not be looked at then. Errors also: ErrClosed, ErrFailed.
func (l *Log) Update(ctx context.Context, touch []Touch, fn func(tx *Tx) error) error {
	c := spent.Get().(*call)
	c.touch, c.fn = touch, fn
	if err := l.hand(ctx, c); err != nil {
		return err
	}
	select {
	case <-c.done:
		err := c.err
		*c = call{done: c.done}
		spent.Put(c)
		return err
	case <-ctx.Done():
		return ctx.Err() // c is still under way
	}
}

// hand puts c into the queue, unless the Log is closed.
func (l *Log) hand(ctx context.Context, c *call) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	l.mu.RLock()
	defer l.mu.RUnlock()
	if l.closed {
		return ErrClosed
	}
	select { // with one case: waiting for two costs several times as much
	case l.calls <- c:
		return nil
	default:
	}
	select {
	case l.calls <- c:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// start runs the three stages: build makes batches, settle waits for the disk,
// tell publishes events and releases callers. So the next batch is built while
// one is synced, and slow listeners hold up neither until the queues are full.
func (l *Log) start() {
	l.stopped.Add(3)
	if l.shared != nil {
		go l.buildShared()
	} else {
		go l.build()
	}
	go l.settle()
	go l.tell()
}

func (l *Log) build() {
	defer l.stopped.Done()
	defer close(l.applied)
	for c := range l.calls {
		calls, _ := l.drain([]*call{c})
		for len(calls) > 0 {
			r, rest := l.makeRound(calls)
			l.applied <- r
			calls = rest
		}
	}
}

// makeRound runs calls into one batch until it is large and applies it. The rest
// goes into the next.
func (l *Log) makeRound(calls []*call) (r round, rest []*call) {
	fail := func(err error) (round, []*call) {
		return round{calls: calls, wait: func() error { return l.fail(err) }}, rest
	}
	if err := l.failed.Load(); err != nil {
		return fail(*err)
	}
	b, err := l.engine.Begin(nil) // nobody shares it
	if err != nil {
		return fail(err)
	}
	l.grew = map[part]uint64{}
	for i, c := range calls {
		if b.Size() > maxBatch {
			calls, rest = calls[:i], calls[i:]
			break
		}
		if err := l.run(b, c); err != nil {
			b.Discard()
			return fail(err)
		}
	}
	for p, n := range l.grew {
		if err := b.Set(logEndKey(p), uvarint(n)); err != nil {
			b.Discard()
			return fail(err)
		}
	}
	wait, err := b.Apply()
	if err != nil {
		return fail(err)
	}
	return round{calls: calls, wait: wait, ends: l.grew}, rest
}

// run runs one call into the batch. The error is one of the engine, after which
// the batch cannot be used; the call's own goes into c.err.
func (l *Log) run(b Batch, c *call) error {
	b.Mark()
	tx := l.nextTx(b, c.touch)
	if c.err = protect(tx, c.fn); c.err != nil {
		return b.Undo()
	}
	tx.keep()
	c.events = tx.events
	return nil
}

func protect(tx *Tx, fn func(*Tx) error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("timeline: panic in update: %v\n%s", p, debug.Stack())
		}
	}()
	return fn(tx)
}

// fail remembers the first error after which nothing may be written.
func (l *Log) fail(err error) error {
	err = fmt.Errorf("%w: %w", ErrFailed, err)
	if l.failed.CompareAndSwap(nil, &err) {
		if l.opts.Broken != nil {
			l.opts.Broken(err)
		} else {
			l.opts.Log.Error("timeline storage failed; no further changes are taken", "error", err)
		}
	}
	return *l.failed.Load()
}

// settle waits for the disk, batch by batch.
func (l *Log) settle() {
	defer l.stopped.Done()
	defer close(l.synced)
	for r := range l.applied {
		err := r.wait()
		if l.shared != nil {
			var again bool
			if again, err = l.settleShared(r, err); again {
				continue
			}
		} else if err != nil {
			err = l.fail(err)
		} else if failed := l.failed.Load(); failed != nil {
			err = *failed // an earlier batch is not there, so this one must not count
		}
		for _, c := range r.calls {
			if err != nil {
				c.err, c.events = err, nil
			}
		}
		if err == nil {
			l.arrivals.set(r.ends)
		}
		l.synced <- r
	}
}

// tell publishes the events of each call before it releases its caller, so that
// events come in the order of the changes.
func (l *Log) tell() {
	defer l.stopped.Done()
	for r := range l.synced {
		for _, c := range r.calls {
			for _, e := range c.events {
				l.publish(e)
			}
			c.done <- struct{}{} // from here on c is its caller's
		}
	}
}

// publish survives a listener that panics: the change has happened.
func (l *Log) publish(e any) {
	defer func() {
		if p := recover(); p != nil {
			l.opts.Log.Error("listener panicked", "event", fmt.Sprintf("%T", e), "panic", p, "stack", string(debug.Stack()))
		}
	}()
	l.hub.Publish(context.Background(), e)
}
