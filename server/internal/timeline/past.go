package timeline

import (
	"context"
	"time"
)

// skew is how far the clocks of nodes may be apart that write to one store.
const skew = 5 * time.Second

// perPage is how many entries are read at a time.
const perPage = 500

// Arrived hands the entries of an application's arrival log to f that were written from
// one time until another one, as far as they are kept (see Options.Hold): those of a
// conversation in order.
func (l *Log) Arrived(ctx context.Context, app uint32, from, until time.Time, f func(e *Entry) error) error {
	for n := range l.partitions {
		if err := l.arrivedIn(ctx, part{app, uint16(n)}, from, until, f); err != nil {
			return err
		}
	}
	return nil
}

func (l *Log) arrivedIn(ctx context.Context, p part, from, until time.Time, f func(e *Entry) error) error {
	end := l.arrivals.end(p)
	at, err := l.olderThan(from.Add(-skew).UnixMilli(), p, 0, end)
	for err == nil && at < end {
		var entries []Entry
		if entries, err = readEntries(l.r, p, at, end, perPage); err != nil || len(entries) == 0 {
			return err
		}
		for i := range entries {
			e := &entries[i]
			if e.At >= until.Add(skew).UnixMilli() {
				return nil
			}
			if e.At >= from.UnixMilli() && e.At < until.UnixMilli() {
				if err := f(e); err != nil {
					return err
				}
			}
		}
		at, err = entries[len(entries)-1].Number, ctx.Err()
	}
	return err
}
