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
	err = l.Update(ctx, nil, func(tx *Tx) error { return tx.b.DeleteRange(logKey(0), logKey(keep+1)) })
	if err == nil {
		l.trimmed = keep
	}
	return err
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
