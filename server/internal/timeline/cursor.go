package timeline

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"time"
)

const (
	followBatch = 256
	saveEvery   = time.Second
	firstPause  = 100 * time.Millisecond
	lastPause   = 30 * time.Second
)

// cursors are the stored positions of those who follow the arrival log.
type cursors struct {
	mu       sync.Mutex
	stored   map[string]uint64 // as on disk
	followed map[string]bool
	closing  bool
	running  sync.WaitGroup
}

func (c *cursors) load(r Reader) (err error) {
	c.followed = map[string]bool{}
	c.stored, err = readCursors(r)
	return err
}

func readCursors(r Reader) (map[string]uint64, error) {
	stored, prefix := map[string]uint64{}, cursorKey("")
	return stored, r.Scan(prefix, prefix.end(), false, func(k, v []byte) (bool, error) {
		n, err := readUvarint(v)
		stored[string(k[len(prefix):])] = n
		return true, err
	})
}

// reload takes in what other nodes have stored since.
func (c *cursors) reload(r Reader) error {
	stored, err := readCursors(r)
	if err == nil {
		c.stored = stored
	}
	return err
}

// follower is one running Follow.
type follower struct {
	l     *Log
	name  string
	at    uint64 // last entry that was handled
	saved uint64
	when  time.Time // of saved
	self  uint64    // names this one among those of all nodes
}

// Follow hands the entries of the arrival log to f, in order and each at least
// once, until ctx ends (then it returns nil), the Log is closed or fails. A new
// name begins with what comes next. The cursor of a name is stored at most every
// second and at the end, so after a crash some entries come again. If f returns
// an error, the same entries are tried again after a pause (100 ms to 30 s). A
// name may be followed by one caller at a time (ErrInvalid). On a store that nodes
// share each may follow it, and one of them gets the entries; when it ends or is
// gone for some seconds another one goes on.
func (l *Log) Follow(ctx context.Context, name string, f func(ctx context.Context, entries []Entry) error) error {
	w, err := l.newFollower(ctx, name)
	if err != nil {
		return err
	}
	defer l.cursors.leave(name)
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	defer context.AfterFunc(l.life, cancel)()
	if l.engine.Shared() {
		err = w.takeTurns(ctx, f)
	} else {
		err = w.run(ctx, f)
	}
	if err == nil && l.life.Err() != nil {
		err = ErrClosed
	}
	// The caller's context is over, but what was handled should not come again.
	return errors.Join(err, w.finish(context.WithoutCancel(ctx)))
}

func (l *Log) newFollower(ctx context.Context, name string) (*follower, error) {
	c := &l.cursors
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closing {
		return nil, ErrClosed
	}
	if c.followed[name] {
		return nil, fmt.Errorf("%w: %q is followed already", ErrInvalid, name)
	}
	end, _ := l.arrivals.get()
	if l.engine.Shared() {
		if err := c.reload(l.r); err != nil {
			return nil, err
		}
	}
	w := &follower{l: l, name: name, when: time.Now(), self: rand.Uint64()}
	at, known := c.stored[name]
	if !known {
		at = end
		if err := w.write(ctx, at); err != nil && !errors.Is(err, errNotMine) {
			return nil, err
		}
		c.stored[name] = at
	}
	w.at, w.saved = at, at
	c.followed[name] = true
	c.running.Add(1)
	return w, nil
}

func (c *cursors) leave(name string) {
	c.mu.Lock()
	delete(c.followed, name)
	c.mu.Unlock()
	c.running.Done()
}

// close ends all who follow and waits for them.
func (c *cursors) close(end func()) {
	c.mu.Lock()
	c.closing = true
	c.mu.Unlock()
	end()
	c.running.Wait()
}

func (w *follower) run(ctx context.Context, f func(context.Context, []Entry) error) error {
	for ctx.Err() == nil {
		end, rose := w.l.arrivals.get()
		if w.at >= end {
			if err := w.idle(ctx, rose); err != nil {
				return err
			}
			continue
		}
		entries, err := readEntries(w.l.r, w.at, end, followBatch)
		if err != nil {
			if err = w.outlive(ctx, err); err != nil {
				return err
			}
			continue
		}
		if len(entries) == 0 {
			w.at = end
			continue
		}
		if first := entries[0].Number; first > w.at+1 {
			w.l.opts.Log.Warn("entries of the arrival log were given up before they were followed",
				"name", w.name, "entries", first-w.at-1)
		}
		if !w.handle(ctx, entries, f) {
			return nil
		}
		w.at = entries[len(entries)-1].Number
		if time.Since(w.when) >= saveEvery {
			if err := w.save(ctx); err != nil && ctx.Err() == nil {
				if err = w.outlive(ctx, err); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// outlive returns nil after a pause if an error is one that goes away: a database
// that several nodes share comes back.
func (w *follower) outlive(ctx context.Context, err error) error {
	if !w.l.engine.Shared() || errors.Is(err, ErrClosed) || errors.Is(err, errNotMine) {
		return err
	}
	w.l.opts.Log.Warn("following the arrival log was interrupted", "name", w.name, "error", err)
	select {
	case <-ctx.Done():
	case <-time.After(saveEvery):
	}
	return nil
}

// idle waits for entries, and stores the cursor if that is due.
func (w *follower) idle(ctx context.Context, rose <-chan struct{}) error {
	var due <-chan time.Time
	if w.saved != w.at {
		t := time.NewTimer(max(0, saveEvery-time.Since(w.when)))
		defer t.Stop()
		due = t.C
	}
	select {
	case <-ctx.Done():
	case <-rose:
	case <-due:
		if err := w.save(ctx); err != nil && ctx.Err() == nil {
			return w.outlive(ctx, err)
		}
	}
	return nil
}

// handle calls f until it succeeds, or reports that ctx has ended.
func (w *follower) handle(ctx context.Context, entries []Entry, f func(context.Context, []Entry) error) bool {
	for pause := firstPause; ; pause = min(2*pause, lastPause) {
		err := f(ctx, entries)
		if err == nil {
			return true
		}
		if ctx.Err() != nil {
			return false
		}
		w.l.opts.Log.Warn("following the arrival log failed; trying again", "name", w.name, "after", pause, "error", err)
		select {
		case <-ctx.Done():
			return false
		case <-time.After(pause):
		}
	}
}

func (w *follower) save(ctx context.Context) error {
	w.when = time.Now()
	if w.saved == w.at {
		return nil
	}
	if err := w.write(ctx, w.at); err != nil {
		return err
	}
	w.saved = w.at
	w.l.cursors.mu.Lock()
	defer w.l.cursors.mu.Unlock()
	w.l.cursors.stored[w.name] = w.at
	return nil
}

func (w *follower) write(ctx context.Context, at uint64) error {
	return w.l.Update(ctx, []Touch{{name: w.name}}, func(tx *Tx) error {
		if err := w.mine(tx); err != nil {
			return err
		}
		return tx.b.Set(cursorKey(w.name), uvarint(at))
	})
}

// Forget drops the cursor of a name nobody follows any more, so that it does not
// keep the arrival log. ErrInvalid while it is followed.
func (l *Log) Forget(ctx context.Context, name string) error {
	c := &l.cursors
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.followed[name] {
		return fmt.Errorf("%w: %q is followed", ErrInvalid, name)
	}
	delete(c.stored, name)
	return l.Update(ctx, nil, func(tx *Tx) error { return tx.b.Delete(cursorKey(name)) })
}
