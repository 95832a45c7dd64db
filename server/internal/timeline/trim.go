package timeline

import (
	"context"
	"errors"
	"math/rand/v2"
	"sort"
	"time"
)

const trimEvery = 10 * time.Second

// janitor drops what need not be kept. Of the nodes that share a store one does
// it.
func (l *Log) janitor() {
	defer l.cleaned.Done()
	w := &follower{l: l, name: dutyName, self: rand.Uint64() | 1}
	t := time.NewTicker(trimEvery)
	defer t.Stop()
	for {
		select {
		case <-l.life.Done():
			return
		case <-t.C:
		}
		mine, err := w.onDuty(l.life)
		if err == nil && mine {
			err = errors.Join(l.trim(l.life), l.forget(l.life))
		}
		if err != nil && l.life.Err() == nil {
			l.opts.Log.Warn("deleting what is over failed", "error", err)
		}
	}
}

// onDuty reports whether this node is the one of all to clear up.
func (w *follower) onDuty(ctx context.Context) (mine bool, err error) {
	if w.l.shared == nil {
		return true, nil
	}
	err = w.l.Update(ctx, []Touch{{name: w.name}}, func(tx *Tx) error {
		var now leases
		b, err := tx.b.Get(leasesKey(w.name))
		if err == nil && b != nil {
			err = decode(b, &now)
		}
		if err != nil {
			return err
		}
		at := time.Now()
		for node, until := range now.Nodes {
			if mine = node == w.self || until <= at.UnixMilli(); !mine {
				return nil
			}
		}
		mine = true
		return tx.set(leasesKey(w.name), leases{Nodes: map[uint64]int64{w.self: at.Add(3 * trimEvery).UnixMilli()}})
	})
	return mine, err
}

// dutyName has the lease of who clears up; nobody follows it.
const dutyName = "\x00"

// trim deletes the entries that all cursors have passed, and older ones than the
// bounds allow.
func (l *Log) trim(ctx context.Context) error {
	if l.shared != nil {
		if err := l.trimRepeats(ctx); err != nil {
			return err
		}
	}
	names, err := readCursors(l.r)
	if err != nil {
		return err
	}
	for p, end := range l.arrivals.all() {
		keep := end // entries up to here go
		for _, at := range names {
			keep = min(keep, at[p])
		}
		if keep, err = l.held(p, keep); err == nil {
			err = l.trimPart(ctx, p, keep, end)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// held returns up to which entry a part may go, of those up to keep, for what Hold says.
func (l *Log) held(p part, keep uint64) (uint64, error) {
	if l.opts.Hold == nil {
		return keep, nil
	}
	from := l.opts.Hold(p.app)
	if from == 0 || keep <= l.trimmed[p] {
		return keep, nil
	}
	return l.olderThan(from, p, l.trimmed[p], keep)
}

func (l *Log) trimPart(ctx context.Context, p part, keep, end uint64) error {
	if most := l.opts.LogEntries / uint64(l.partitions); end > most {
		keep = max(keep, end-most)
	}
	old, err := l.olderThan(l.opts.Now().Add(-l.opts.LogAge).UnixMilli(), p, keep, end)
	if err != nil {
		return err
	}
	if keep = max(keep, old); keep <= l.trimmed[p] {
		return nil
	}
	if err := l.drop(ctx, p, keep); err != nil {
		return err
	}
	l.trimmed[p] = keep
	return nil
}

// dropAtOnce is how many entries a database that deletes rows one by one is asked
// to delete in one batch.
const dropAtOnce = 4096

// drop deletes the entries of a part up to and with number.
func (l *Log) drop(ctx context.Context, p part, number uint64) error {
	for upTo, left := number, true; left; {
		from := logKey(p, l.trimmed[p]+1) // what lies before is gone, but a database may look at it
		if l.shared != nil {
			first, _, err := l.r.Seek(from, logKey(p, number+1), false)
			if err != nil || first == nil {
				return err
			}
			upTo = min(number, lastNumber(first)+dropAtOnce-1)
		}
		err := l.Update(ctx, nil, func(tx *Tx) error { return tx.b.DeleteRange(from, logKey(p, upTo+1)) })
		if err != nil {
			return err
		}
		left = upTo < number
	}
	return nil
}

// olderThan returns the last number in (from, to] whose entry was written before
// at, or from.
func (l *Log) olderThan(at int64, p part, from, to uint64) (uint64, error) {
	var failed error
	young := func(n uint64) bool { // the first one from n on
		entries, err := readEntries(l.r, p, n-1, to, 1)
		if err != nil {
			failed = err
		}
		return len(entries) == 0 || entries[0].At >= at
	}
	if from >= to || young(from+1) {
		return from, failed
	}
	n := sort.Search(int(to-from), func(i int) bool { return young(from + uint64(i) + 1) })
	return from + uint64(n), failed
}

// trimRepeats deletes repeat keys that are over, some at a time: a batch of
// messages must not wait for millions of rows.
func (l *Log) trimRepeats(ctx context.Context) error {
	lo, hi := newKey(kindRepeat), bucketKey(max(bucketOf(l.opts.Now()), 1)-1)
	for {
		n, last := 0, key(nil)
		err := l.r.Scan(lo, hi, false, func(k, _ []byte) (bool, error) {
			n, last = n+1, append(last[:0], k...)
			return n < dropAtOnce, nil
		})
		if err != nil || n == 0 {
			return err
		}
		from := lo
		lo = append(last, 0)
		if err := l.Update(ctx, nil, func(tx *Tx) error { return tx.b.DeleteRange(from, lo) }); err != nil {
			return err
		}
	}
}
