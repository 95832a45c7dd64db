package timeline

// Engine is an ordered map of bytes with atomic batches: what everything here is
// built on. Batches are made one after the other, by one goroutine; reads come
// from anywhere at any time.
type Engine interface {
	Reader
	// Begin opens a batch. An engine that is shared locks what is touched, in a
	// common order; others are told nothing.
	Begin(touch []Touch) (Batch, error)
	// Shared reports whether others write to the same store, so that nothing
	// may be remembered from one batch to the next.
	Shared() bool
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
}

// Batch is a set of changes that become visible and durable together. Its reads
// see its own changes. It is used by one goroutine.
type Batch interface {
	Reader
	Set(key, value []byte) error
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
