package timeline

import (
	"context"
	"sort"
	"time"
)

const trimEvery = 10 * time.Second

// janitor drops what the arrival log need not keep.
func (l *Log) janitor() {
	defer l.cleaned.Done()
	t := time.NewTicker(trimEvery)
	defer t.Stop()
	for {
		select {
		case <-l.life.Done():
			return
		case <-t.C:
			if err := l.trim(l.life); err != nil && l.life.Err() == nil {
				l.opts.Log.Warn("trimming the arrival log failed", "error", err)
			}
		}
	}
}

// trim deletes the entries that all cursors have passed, and older ones than the
// bounds allow.
func (l *Log) trim(ctx context.Context) error {
	end, _ := l.arrivals.get()
	keep := end // entries up to here go
	l.cursors.mu.Lock()
	if l.engine.Shared() {
		if err := l.cursors.reload(l.r); err != nil {
			l.cursors.mu.Unlock()
			return err
		}
	}
	for _, at := range l.cursors.stored {
		keep = min(keep, at)
	}
	l.cursors.mu.Unlock()
	if end > l.opts.LogEntries {
		keep = max(keep, end-l.opts.LogEntries)
	}
	old, err := l.olderThan(l.opts.Now().Add(-l.opts.LogAge).UnixMilli(), keep, end)
	if err != nil {
		return err
	}
	keep = max(keep, old)
	if keep <= l.trimmed {
		return nil
	}
	if err := l.drop(ctx, keep); err != nil {
		return err
	}
	l.trimmed = keep
	return nil
}

// dropAtOnce is how many entries a database that deletes rows one by one is asked
// to delete in one batch.
const dropAtOnce = 5000

// drop deletes the entries up to and with number.
func (l *Log) drop(ctx context.Context, number uint64) error {
	for upTo, left := number, true; left; {
		if l.engine.Shared() {
			first, _, err := l.r.Seek(logKey(0), logKey(number+1), false)
			if err != nil || first == nil {
				return err
			}
			upTo = min(number, lastNumber(first)+dropAtOnce-1)
		}
		err := l.Update(ctx, nil, func(tx *Tx) error { return tx.b.DeleteRange(logKey(0), logKey(upTo+1)) })
		if err != nil {
			return err
		}
		left = upTo < number
	}
	return nil
}

// olderThan returns the last number in (from, to] whose entry was written before
// at, or from.
func (l *Log) olderThan(at int64, from, to uint64) (uint64, error) {
	var failed error
	n := sort.Search(int(to-from), func(i int) bool {
		n := from + uint64(i) + 1
		entries, err := readEntries(l.r, n-1, to, 1)
		if err != nil {
			failed = err
		}
		return len(entries) == 0 || entries[0].At >= at
	})
	return from + uint64(n), failed
}
