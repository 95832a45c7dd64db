// Package timeline owns messages and everyone's place in them: the ordered log
// of each conversation, read marks, join positions, what an account has hidden
// or cleared, and the numbered notice log of each account. It is the only writer
// of messages and knows nothing of commands, members or rights.
//
// Changes are made in [Log.Update]: functions of concurrent callers are gathered
// into one batch and share one sync; a caller returns when its change is on disk.
// Reads are methods of [Log]. The logic is written once above an ordered map
// ([Engine]); what lies where is in keys.go.
package timeline

import (
	"context"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/teahouse-chat/teahouse/server/internal/event"
)

// Options are what a Log may be told. The zero value is good.
type Options struct {
	Now func() time.Time // the clock; time.Now if nil
	Log *slog.Logger     // slog.Default() if nil

	// LogAge and LogEntries bound the arrival log where a cursor lags behind:
	// older entries are given up for it (a warning says how many). Defaults: 7
	// days, 20 million entries.
	LogAge     time.Duration
	LogEntries uint64

	// LeaseTime is how long on a store that nodes share a name is not followed when
	// the node that followed it is gone. Default 6 s.
	LeaseTime time.Duration

	// CacheEntries bounds each of the caches of heads, places and notice
	// counters. Default 100,000.
	CacheEntries int
}

// Log is the store of all timelines. All methods may be called concurrently.
type Log struct {
	engine Engine
	r      Reader // the engine, until Close
	hub    *event.Hub
	opts   Options

	life    context.Context // ends when Close begins
	end     context.CancelFunc
	shut    atomic.Bool // reads are refused
	readers atomic.Int64

	mu      sync.RWMutex // held for reading while a call is handed in
	closed  bool
	calls   chan *call
	applied chan round // built and visible, not yet synced
	synced  chan round // on disk, callers not yet told
	stopped sync.WaitGroup
	failed  atomic.Pointer[error]

	hot      caches // the builder's own
	arrival  uint64 // the builder's own: last number of the arrival log
	bucket   uint32 // the builder's own: newest bucket of repeat keys
	repeats  repeatFilter
	arrivals signal // last number that is on disk
	cursors  cursors
	cleaned  sync.WaitGroup // the janitor
	trimmed  uint64         // the janitor's own
}

// Open starts a Log on an engine, which it closes in Close. Events of changes go
// to hub after their sync, in order; a nil hub hears nothing.
func Open(engine Engine, hub *event.Hub, o Options) (*Log, error) {
	if hub == nil {
		hub = new(event.Hub)
	}
	l := &Log{
		engine:  engine,
		hub:     hub,
		opts:    o.withDefaults(),
		calls:   make(chan *call, maxCalls),
		applied: make(chan round, 1),
		synced:  make(chan round, 16),
	}
	l.r = guarded{l}
	l.life, l.end = context.WithCancel(context.Background())
	if entries := l.opts.CacheEntries; engine.Shared() {
		l.hot = newCaches(0) // others may have changed what was read
	} else {
		l.hot = newCaches(entries)
	}
	if err := l.recover(); err != nil {
		return nil, err
	}
	l.start()
	l.cleaned.Add(1)
	go l.janitor()
	if engine.Shared() {
		l.cleaned.Add(1)
		go l.poll()
	}
	return l, nil
}

func (o Options) withDefaults() Options {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Log == nil {
		o.Log = slog.Default()
	}
	if o.LogAge == 0 {
		o.LogAge = 7 * 24 * time.Hour
	}
	if o.LogEntries == 0 {
		o.LogEntries = 20_000_000
	}
	if o.LeaseTime == 0 {
		o.LeaseTime = 6 * time.Second
	}
	if o.CacheEntries == 0 {
		o.CacheEntries = 100_000
	}
	return o
}

// recover reads what is kept in memory.
func (l *Log) recover() error {
	n, err := lastArrival(l.engine)
	if err != nil {
		return err
	}
	l.arrival = n
	l.arrivals.set(n)
	if !l.engine.Shared() {
		if err := l.repeats.load(l.engine, bucketOf(l.opts.Now())); err != nil {
			return err
		}
	}
	return l.cursors.load(l.engine)
}

// Close ends Follow, stores the cursors, finishes what was handed in and closes
// the engine. Later calls get ErrClosed.
func (l *Log) Close() error {
	l.cursors.close(l.end)
	l.cleaned.Wait()
	l.mu.Lock()
	if l.closed {
		l.mu.Unlock()
		return nil
	}
	l.closed = true
	close(l.calls)
	l.mu.Unlock()
	l.stopped.Wait()
	l.shut.Store(true)
	for l.readers.Load() > 0 { // reads are short
		time.Sleep(time.Millisecond)
	}
	return l.engine.Close()
}

// Append is Update with a single Tx.Append, for the many callers that send one
// message.
func (l *Log) Append(ctx context.Context, m Message, r Repeat) (stored Message, repeated bool, err error) {
	var result struct { // not the results themselves, which a caller whose context ended reads too early
		stored   Message
		repeated bool
	}
	err = l.Update(ctx, []Touch{InConv(m.Conv), OfAccount(m.Conv.App, m.From)}, func(tx *Tx) error {
		s, again, err := tx.Append(m, r)
		if err != nil {
			return err
		}
		result.stored, result.repeated = s, again
		return nil
	})
	if err != nil {
		return Message{}, false, err
	}
	return result.stored, result.repeated, nil
}
