package timeline

import "time"

// Engine is an ordered map of bytes with atomic batches: what everything here is
// built on. Batches are made one after the other, by one goroutine; reads come
// from anywhere at any time.
type Engine interface {
	Reader
	// Begin opens a batch. An engine that is shared locks what is touched, in a
	// common order; others are told nothing.
	Begin(touch []Touch) (Batch, error)
	// Close closes the engine; no batch is open.
	Close() error
}

// Reader reads. Keys and values handed out must not be changed.
type Reader interface {
	// Get returns the value of a key, nil if there is none. It is the caller's.
	Get(key []byte) ([]byte, error)
	// Scan calls f for the keys in [lo, hi), in rising order or, if back, falling,
	// until it returns false or an error, which Scan returns. Key and value are
	// valid during the call only. Nothing is in a range with lo >= hi.
	Scan(lo, hi []byte, back bool, f func(key, value []byte) (bool, error)) error
	// Seek returns the first key in [lo, hi) or, if back, the last one, and its
	// value; nil if there is none. They are the caller's.
	Seek(lo, hi []byte, back bool) (key, value []byte, err error)
}

// Batch is a set of changes that become visible and durable together. Its reads
// see its own changes. It is used by one goroutine.
type Batch interface {
	Reader
	Set(key, value []byte) error // which are the caller's again
	Delete(key []byte) error
	DeleteRange(lo, hi []byte) error
	Size() int // bytes of changes so far
	// Mark remembers the state for Undo, which takes back all changes since.
	Mark()
	Undo() error
	// Apply makes the changes visible and begins to bring them to disk; wait
	// returns when they are there, and so is everything applied before. The batch
	// is used up.
	Apply() (wait func() error, err error)
	Discard()
}

// SharedEngine is an engine whose store other nodes write to as well, so that
// nothing may be remembered from one batch to the next; its batches are
// SharedBatches. It is asked over a network, so reads are gathered: who reads is
// run, notes what it would have read, and is run again when that was fetched in one
// go.
type SharedEngine interface {
	Engine
	// Snapshot returns a view on one state of the store. It begins with the first
	// Fetch.
	Snapshot() Snapshot
	// Ends returns the last number of each part of the arrival log.
	Ends() (map[part]uint64, error)
	// Patience is for how long to try again while the store cannot be reached.
	Patience() time.Duration
}

// Lazy is a Reader that knows what was fetched. It answers what it does not know
// as if there were nothing, and notes it.
type Lazy interface {
	Reader
	// Missed reports whether an answer was such a guess: in a batch since Mark, else
	// since the last Fetch.
	Missed() bool
	// Fetch gets all that was noted.
	Fetch() error
	// Failed is the error of the store that a read has met, if any.
	Failed() error
	// Straight makes each read wait for its answer from now on.
	Straight()
}

// Snapshot is a Lazy of one state of the store. It is used by one goroutine.
type Snapshot interface {
	Lazy
	Close()
}

// SharedBatch is a batch of a shared engine. It holds no locks before the first
// Fetch. What wait of its Apply returns is ErrUnknown if nobody knows whether the
// changes happened; after a store.Conflict they did not.
type SharedBatch interface {
	Batch
	Lazy
	// Locked reports whether what is touched is locked already.
	Locked() bool
	// Log writes entries to the arrival log when the batch is applied. They get the
	// next numbers of their parts, which become visible in order; ends are the last
	// ones, once wait has returned.
	Log(entries []logEntry) (ends map[part]uint64)
}

// logEntry is an entry of the arrival log that has no number yet.
type logEntry struct {
	part  part
	value []byte
}
