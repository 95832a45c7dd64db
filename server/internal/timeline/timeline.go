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
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"time"

	"github.com/teahouse-chat/teahouse/server/internal/event"
)

// Options are what a Log may be told. The zero value is good.
type Options struct {
	Now func() time.Time // the clock; time.Now if nil
	Log *slog.Logger     // slog.Default() if nil

	// Full reports that no new messages should be taken: Append gives ErrFull. All
	// else goes on. Nil: never.
	Full func() bool

	// Broken is told once of the error after which all changes get ErrFailed.
	Broken func(error)

	// LogAge and LogEntries bound the arrival log where a cursor lags behind:
	// older entries are given up for it (a warning says how many; see GivenUp).
	// Each application has its own, LogEntries long. Defaults: 7 days, 20 million
	// entries.
	LogAge     time.Duration
	LogEntries uint64

	// Hold returns from which time on (milliseconds) an application's entries are kept
	// though nobody follows them, within the bounds above; 0: none are. Nil: of none.
	Hold func(app uint32) int64

	// LeaseTime is how long on a store that nodes share what a node followed is not
	// followed when it is gone. Default 6 s.
	LeaseTime time.Duration

	// CacheEntries bounds each of the caches of heads, places and notice
	// counters. Default 100,000.
	CacheEntries int
}

// Log is the store of all timelines. All methods may be called concurrently.
type Log struct {
	engine Engine
	shared SharedEngine // the engine, if other nodes write to its store; else nil
	r      Reader       // the engine, until Close
	hub    *event.Hub
	opts   Options

	partitions int // of the arrival log, for each application

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

	hot       caches          // the builder's own
	ends      map[part]uint64 // the builder's own: last numbers of the arrival log
	grew      map[part]uint64 // the builder's own: those of the batch
	written   uint64          // the builder's own: batches so far, on a shared engine
	writer    uint64          // names this Log among those who share the store
	settled   chan []*call    // what has to be run again of a round, on a shared engine
	bucket    uint32          // the builder's own: newest bucket of repeat keys
	last      *Tx             // the builder's own: of the function that ran last
	repeats   repeatFilter
	arrivals  arrivals
	followers followers
	cleaned   sync.WaitGroup  // the janitor
	trimmed   map[part]uint64 // the janitor's own
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
		settled: make(chan []*call, mostFlying),
		ends:    map[part]uint64{},
		trimmed: map[part]uint64{},
		writer:  rand.Uint64(),
	}
	l.partitions = 1
	if l.shared, _ = engine.(SharedEngine); l.shared != nil {
		l.partitions = partitions
	}
	l.r = guarded{l}
	l.life, l.end = context.WithCancel(context.Background())
	l.hot = newCaches(l.opts.CacheEntries)
	if l.shared != nil {
		l.hot = newCaches(0) // others may have changed what was read
	}
	if err := l.checkFormat(); err != nil {
		return nil, err
	}
	if err := l.recover(); err != nil {
		return nil, err
	}
	l.start()
	l.cleaned.Add(1)
	go l.janitor()
	if l.shared != nil {
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

// formatVersion is the version of what is stored. A program refuses a newer one.
const formatVersion = 1

// ErrNewer: what is stored was written by a newer program.
var ErrNewer = errors.New("run a newer teahouse")

func (l *Log) checkFormat() error {
	v, err := l.engine.Get(formatKey())
	if err != nil {
		return err
	}
	if v != nil {
		switch version, err := readUvarint(v); {
		case err != nil:
			return err
		case version > formatVersion:
			return fmt.Errorf("the timelines' version is %d, this program knows up to %d: %w", version, formatVersion, ErrNewer)
		}
		return nil
	}
	b, err := l.engine.Begin(nil)
	if err != nil {
		return err
	}
	if err := b.Set(formatKey(), uvarint(formatVersion)); err != nil {
		b.Discard()
		return err
	}
	wait, err := b.Apply()
	if err != nil {
		return err
	}
	return wait()
}

// Memory returns how many bytes the engine keeps in memory, 0 if its store is elsewhere.
func (l *Log) Memory() uint64 {
	if e, ok := l.engine.(interface{ Memory() uint64 }); ok {
		return e.Memory()
	}
	return 0
}

// recover reads what is kept in memory.
func (l *Log) recover() (err error) {
	if l.shared != nil {
		ends, err := l.shared.Ends()
		l.arrivals.set(ends)
		return err
	}
	if l.ends, err = readEnds(l.engine); err != nil {
		return err
	}
	l.arrivals.set(l.ends)
	return l.repeats.load(l.engine, bucketOf(l.opts.Now()))
}

// Close ends Follow, stores the cursors, finishes what was handed in and closes
// the engine. Later calls get ErrClosed.
func (l *Log) Close() error {
	l.followers.close(l.end)
	l.cleaned.Wait()
	l.eraseMarks()
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

// eraseMarks deletes the marks of this Log's batches. What a crash leaves is small.
func (l *Log) eraseMarks() {
	if l.shared == nil {
		return
	}
	marks := writerKey(l.writer, 0)[:9]
	_ = l.Update(context.Background(), nil, func(tx *Tx) error { return tx.dropPrefix(marks) })
}

// Now is the time by which the log goes.
func (l *Log) Now() time.Time { return l.opts.Now() }

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
