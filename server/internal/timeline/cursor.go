package timeline

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
)

// A name that follows the arrival log has a cursor in each part: the number of
// the last entry that was handled. One that is missing is 0.

// known is where a name is noted, so that a part without a cursor is not taken for
// one that nobody follows.
var known = part{}

// followers are those of this Log.
type followers struct {
	mu      sync.Mutex
	names   map[string]bool
	givenUp map[string]uint64
	closing bool
	running sync.WaitGroup
}

func (c *followers) leave(name string) {
	c.mu.Lock()
	delete(c.names, name)
	c.mu.Unlock()
	c.running.Done()
}

// close ends all who follow and waits for them.
func (c *followers) close(end func()) {
	c.mu.Lock()
	c.closing = true
	c.mu.Unlock()
	end()
	c.running.Wait()
}

// Follow hands the entries of the arrival log to f, until ctx ends (then it
// returns nil), the Log is closed or fails. Each entry comes at least once; those
// of a conversation come in order. A call of f has entries of one application and
// one partition. Calls for different applications run at the same time, those for
// one application one after the other: where f fails, or hangs, only its
// application waits. The same entries are then tried again after a pause (100 ms to
// 30 s); what lags behind further than Options allow is given up.
//
// A new name begins with what comes next. Cursors are stored at most every second
// and at the end, so after a crash some entries come again. A name may be followed
// by one caller at a time (ErrInvalid). On a store that nodes share each node may
// follow it, and they divide the partitions among them; those of a node that is
// gone go to others after some seconds.
func (l *Log) Follow(ctx context.Context, name string, f func(ctx context.Context, entries []Entry) error) error {
	return l.FollowSome(ctx, name, nil, f)
}

// FollowSome is Follow for applications that are wanted: those of others are passed
// over without being read. wanted is asked often.
func (l *Log) FollowSome(ctx context.Context, name string, wanted func(app uint32) bool, f func(ctx context.Context, entries []Entry) error) error {
	w, err := l.newFollower(ctx, name, f)
	if err != nil {
		return err
	}
	w.wanted = wanted
	defer l.followers.leave(name)
	within, cancel := context.WithCancel(ctx)
	defer cancel()
	defer context.AfterFunc(l.life, cancel)()
	if err = w.run(within); err == nil && l.life.Err() != nil {
		err = ErrClosed
	}
	// The caller's context is over, but what was handled should not come again.
	return errors.Join(err, w.finish(context.WithoutCancel(ctx)))
}

// Begin notes a name that follows the arrival log, if it is new: it begins with what
// comes next, though Follow may be called later.
func (l *Log) Begin(ctx context.Context, name string) error { return l.beginName(ctx, name) }

// newFollower registers a name.
func (l *Log) newFollower(ctx context.Context, name string, f func(context.Context, []Entry) error) (*follower, error) {
	if err := l.enterName(name); err != nil {
		return nil, err
	}
	if err := l.beginName(ctx, name); err != nil {
		l.followers.leave(name)
		return nil, err
	}
	return &follower{l: l, name: name, f: f, self: rand.Uint64() | 1, turn: map[uint32]uint16{},
		apps: map[uint32]bool{}, broken: make(chan error, 1)}, nil
}

func (l *Log) enterName(name string) error {
	c := &l.followers
	c.mu.Lock()
	defer c.mu.Unlock()
	switch {
	case c.closing:
		return ErrClosed
	case c.names[name]:
		return fmt.Errorf("%w: %q is followed already", ErrInvalid, name)
	case c.names == nil:
		c.names, c.givenUp = map[string]bool{}, map[string]uint64{}
	}
	c.names[name] = true
	c.running.Add(1)
	return nil
}

// beginName stores where a name that is new begins.
func (l *Log) beginName(ctx context.Context, name string) error {
	ends := l.arrivals.all()
	return l.Update(ctx, []Touch{{name: name}}, func(tx *Tx) error {
		b, err := tx.b.Get(cursorKey(known, name))
		if err != nil || b != nil {
			return err
		}
		for p, end := range ends {
			if err := tx.b.Set(cursorKey(p, name), uvarint(end)); err != nil {
				return err
			}
		}
		return tx.b.Set(cursorKey(known, name), uvarint(0))
	})
}

func readCursor(r Reader, p part, name string) (uint64, error) {
	b, err := r.Get(cursorKey(p, name))
	if err != nil || b == nil {
		return 0, err
	}
	return readUvarint(b)
}

// readCursors returns the cursors of each name that is known.
func readCursors(r Reader) (names map[string]map[part]uint64, err error) {
	names = map[string]map[part]uint64{}
	prefix := newKey(kindCursor)
	err = r.Scan(prefix, prefix.end(), false, func(k, v []byte) (bool, error) {
		p, name, err := readPart(k[1:])
		if err != nil {
			return false, err
		}
		n, err := readUvarint(v)
		if p == known { // comes first
			names[string(name)] = map[part]uint64{}
		} else if at := names[string(name)]; at != nil {
			at[p] = n
		}
		return true, err
	})
	return names, err
}

// Forget drops the cursors of a name nobody follows any more, so that they do not
// keep the arrival log. ErrInvalid while it is followed.
func (l *Log) Forget(ctx context.Context, name string) error {
	if err := l.enterName(name); err != nil {
		return err
	}
	defer l.followers.leave(name)
	all, err := readCursors(l.r)
	if err != nil {
		return err
	}
	return l.Update(ctx, []Touch{{name: name}}, func(tx *Tx) error {
		for p := range all[name] {
			if err := tx.b.Delete(cursorKey(p, name)); err != nil {
				return err
			}
		}
		if err := tx.b.Delete(leasesKey(name)); err != nil {
			return err
		}
		return tx.b.Delete(cursorKey(known, name))
	})
}

// GivenUp returns how many entries were given up for those who follow here since
// the Log was opened, by name.
func (l *Log) GivenUp() map[string]uint64 {
	c := &l.followers
	c.mu.Lock()
	defer c.mu.Unlock()
	all := make(map[string]uint64, len(c.givenUp))
	for name, n := range c.givenUp {
		all[name] = n
	}
	return all
}
