package timeline

import (
	"context"
	"errors"
	"sync"
	"time"
)

const (
	followBatch = 256
	saveEvery   = time.Second
	firstPause  = 100 * time.Millisecond
	lastPause   = 30 * time.Second
)

// follower is one running Follow. Each application that has entries has a
// goroutine, which ends when it has handled them.
type follower struct {
	l    *Log
	name string
	f    func(context.Context, []Entry) error
	self uint64 // names this one among those of all nodes

	wanted func(app uint32) bool // nil: all

	running sync.WaitGroup
	broken  chan error

	mu    sync.Mutex
	until time.Time          // of the leases, where nodes share a store
	mine  map[uint16]*tenure // the partitions that are followed here
	turn  map[uint32]uint16  // the partition that an application comes to next
	apps  map[uint32]bool    // applications that have a goroutine
}

// tenure is a partition while it is followed here.
type tenure struct {
	leaving bool                // it goes to another node once it is idle
	busy    int                 // calls of f under way
	at      map[uint32]position // of the applications, as far as known
}

// position is how far a part was handled, and up to where that is stored.
type position struct{ at, saved uint64 }

func (w *follower) run(ctx context.Context) error {
	ctx, cancel := context.WithCancel(ctx)
	defer w.running.Wait()
	defer cancel()
	ear := w.l.arrivals.listen()
	defer w.l.arrivals.deafen(ear)
	save := time.NewTicker(saveEvery)
	defer save.Stop()
	share := time.NewTicker(w.l.opts.LeaseTime / 4)
	defer share.Stop()
	if err := w.claim(ctx); err != nil {
		return w.outlived(ctx, err)
	}
	for {
		select {
		case <-ctx.Done():
			return nil
		case err := <-w.broken:
			return err
		case <-ear.news:
			for _, p := range w.l.arrivals.take(ear) {
				w.wake(ctx, p.app)
			}
		case <-save.C:
			if err := w.outlived(ctx, w.save(ctx)); err != nil {
				return err
			}
		case <-share.C:
			if err := w.outlived(ctx, w.claim(ctx)); err != nil {
				return err
			}
		}
	}
}

// outlived returns nil, and says so in the log, if an error is one that goes away:
// a database that several nodes share comes back.
func (w *follower) outlived(ctx context.Context, err error) error {
	if err == nil || ctx.Err() != nil {
		return nil
	}
	if w.l.shared == nil || errors.Is(err, ErrClosed) {
		return err
	}
	w.l.opts.Log.Warn("following the arrival log was interrupted", "name", w.name, "error", err)
	return nil
}

// wake starts the goroutine of an application if there is none.
func (w *follower) wake(ctx context.Context, app uint32) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if !w.apps[app] && ctx.Err() == nil {
		w.apps[app] = true
		w.running.Go(func() { w.handleApp(ctx, app) })
	}
}

// wakeAll is for when it is not known what is new.
func (w *follower) wakeAll(ctx context.Context) {
	for p := range w.l.arrivals.all() {
		w.wake(ctx, p.app)
	}
}

// holds reports whether a partition may be followed here. w.mu is held.
func (w *follower) holds(t *tenure) bool {
	return w.l.shared == nil || t != nil && !t.leaving && time.Now().Before(w.until)
}

// next returns a part with entries that were not handled, the partitions taking
// turns, and says that it is busy. Without one the goroutine of the application is
// over.
func (w *follower) next(app uint32) (p part, t *tenure) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for i := range uint16(partitions) {
		p = part{app, (w.turn[app] + i) % partitions}
		if t = w.mine[p.partition]; t != nil && w.holds(t) && w.l.arrivals.end(p) > t.at[app].at {
			w.turn[app] = p.partition + 1
			t.busy++
			return p, t
		}
	}
	delete(w.apps, app)
	return p, nil
}

func (w *follower) handleApp(ctx context.Context, app uint32) {
	for ctx.Err() == nil {
		p, t := w.next(app)
		if t == nil {
			return
		}
		err := w.handlePart(ctx, p, t)
		w.mu.Lock()
		t.busy--
		w.mu.Unlock()
		if err == nil {
			continue
		}
		if err = w.outlived(ctx, err); err != nil {
			select {
			case w.broken <- err:
			default:
			}
			return
		}
		wait(ctx, saveEvery)
	}
}

// handlePart handles the next entries of a part.
func (w *follower) handlePart(ctx context.Context, p part, t *tenure) error {
	w.mu.Lock()
	at, known := t.at[p.app]
	w.mu.Unlock()
	if !known {
		n, err := readCursor(w.l.r, p, w.name)
		if err != nil {
			return err
		}
		at = position{n, n}
	}
	end := w.l.arrivals.end(p)
	if w.wanted != nil && !w.wanted(p.app) {
		w.reach(p, t, position{max(at.at, end), at.saved})
		return nil
	}
	entries, err := readEntries(w.l.r, p, at.at, end, followBatch)
	if err != nil {
		return err
	}
	if len(entries) == 0 { // all up to the end were given up, or there is nothing new
		w.gaveUp(p, at.at, end+1)
		at.at = max(at.at, end)
	} else {
		w.gaveUp(p, at.at, entries[0].Number)
		if !w.try(ctx, p, t, entries) {
			return nil
		}
		at.at = entries[len(entries)-1].Number
	}
	w.reach(p, t, at)
	return nil
}

// reach says how far a part was handled.
func (w *follower) reach(p part, t *tenure, at position) {
	w.mu.Lock()
	defer w.mu.Unlock()
	t.at[p.app] = at
}

// gaveUp says that the entries between two that were read are no longer there.
func (w *follower) gaveUp(p part, last, next uint64) {
	if next <= last+1 {
		return
	}
	w.l.followers.mu.Lock()
	w.l.followers.givenUp[w.name] += next - last - 1
	w.l.followers.mu.Unlock()
	w.l.opts.Log.Warn("entries of the arrival log were given up before they were followed",
		"name", w.name, "app", p.app, "partition", p.partition, "entries", next-last-1)
}

// try calls f until it succeeds, or reports that the partition is not to be
// followed here any more.
func (w *follower) try(ctx context.Context, p part, t *tenure, entries []Entry) bool {
	for pause := firstPause; ; pause = min(2*pause, lastPause) {
		err := w.f(ctx, entries)
		if err == nil {
			return true
		}
		if ctx.Err() != nil {
			return false
		}
		w.l.opts.Log.Warn("following the arrival log failed; trying again", "name", w.name, "app", p.app, "after", pause, "error", err)
		if !wait(ctx, pause) {
			return false
		}
		w.mu.Lock()
		holds := w.holds(t)
		w.mu.Unlock()
		if !holds {
			return false
		}
	}
}

func wait(ctx context.Context, d time.Duration) bool {
	select {
	case <-ctx.Done():
		return false
	case <-time.After(d):
		return true
	}
}

// save stores the cursors that have moved.
func (w *follower) save(ctx context.Context) error {
	moved := map[part]uint64{}
	w.mu.Lock()
	for partition, t := range w.mine {
		for app, at := range t.at {
			if at.at != at.saved {
				moved[part{app, partition}] = at.at
			}
		}
	}
	w.mu.Unlock()
	if len(moved) == 0 {
		return nil
	}
	stored := map[part]uint64{}
	err := w.l.Update(ctx, []Touch{{name: w.name}}, func(tx *Tx) error {
		clear(stored)
		now, err := w.readLeases(tx)
		if err != nil {
			return err
		}
		for p, n := range moved {
			if w.l.shared != nil && now.Owners[p.partition] != w.self {
				continue // another node was quicker
			}
			if err := tx.b.Set(cursorKey(p, w.name), uvarint(n)); err != nil {
				return err
			}
			stored[p] = n
		}
		return nil
	})
	if err != nil {
		return err
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	for p, n := range stored {
		t := w.mine[p.partition] // claim, which changes it, does not run meanwhile
		t.at[p.app] = position{t.at[p.app].at, n}
	}
	return nil
}

// finish stores the cursors and lets other nodes go on at once.
func (w *follower) finish(ctx context.Context) error {
	err := w.save(ctx)
	if err == nil {
		err = w.leave(ctx)
	}
	return err
}
