package timeline

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"sync/atomic"
	"time"

	"github.com/KimMachineGun/automemlimit/memlimit"
	"github.com/cockroachdb/pebble/v2"
	"github.com/cockroachdb/pebble/v2/bloom"
	"github.com/cockroachdb/pebble/v2/vfs"
)

// OpenPebble opens the embedded engine in a directory, which it locks. A nil fs
// is the disk.
func OpenPebble(dir string, fs vfs.FS) (Engine, error) {
	if fs == nil {
		fs = politeFS{vfs.OnDiskFull(vfs.Default, func() { time.Sleep(fullPause) })}
	}
	cache := pebble.NewCache(64 << 20)
	defer cache.Unref()
	o := &pebble.Options{
		FS:                 fs,
		Cache:              cache,
		FormatMajorVersion: pebble.FormatNewest,
		MemTableSize:       memoryTable(usableMemory()),
		// Half of what is written is soon written over or deleted: tables that wait a
		// little longer until they are merged are merged less often.
		L0CompactionThreshold: 16,
		L0StopWritesThreshold: 48,
		LBaseMaxBytes:         512 << 20,
		Logger:                pebbleLogger{},
	}
	for i := range o.Levels {
		o.Levels[i].FilterPolicy = bloom.FilterPolicy(10)
	}
	db, err := pebble.Open(dir, o)
	if err != nil {
		return nil, fmt.Errorf("timeline: open %s: %w", dir, err)
	}
	return pebbleEngine{db}, nil
}

// memoryTable returns how many bytes are gathered in memory before they are sorted into
// tables, where the process may use so much memory: a 64th, between 16 and 64 MB. What a
// message costs in the long run is above all that tables are merged, all of a level for
// so many new ones; the more is new, the less often. A few times as much is held while
// there is much to write, and next to nothing on a server that is not busy.
func memoryTable(memory uint64) uint64 {
	const least, most = 16 << 20, 64 << 20
	return min(max(memory/64, least), most)
}

// usableMemory is what the container or the machine gives the process, bytes; 0 if that
// is not known.
func usableMemory() uint64 {
	memory, err := memlimit.ApplyFallback(memlimit.FromCgroup, memlimit.FromSystem)()
	if err != nil {
		return 0
	}
	return memory
}

// fullPause slows down writes to a full disk, which Pebble otherwise tries again
// and again at once.
const fullPause = 200 * time.Millisecond

// quiet is how long an error that came just now is not told again.
const quiet = 10 * time.Second

var lastTold atomic.Int64 // nanoseconds

// pebbleLogger passes on what an operator should read. Fatalf must not return: what
// Pebble calls fatal leaves no state to go on with. So the process ends, as by a
// power cut; a trace of goroutines would tell an operator nothing.
type pebbleLogger struct{}

func (pebbleLogger) Infof(string, ...any) {}

func (pebbleLogger) Errorf(format string, args ...any) {
	now, last := time.Now().UnixNano(), lastTold.Load()
	if time.Duration(now-last) > quiet && lastTold.CompareAndSwap(last, now) {
		slog.Error("timelines: " + fmt.Sprintf(format, args...))
	}
}

func (pebbleLogger) Fatalf(format string, args ...any) {
	slog.Error("timelines cannot be written, so the server ends; what was acknowledged is stored", "error", fmt.Sprintf(format, args...))
	os.Exit(1)
}

type pebbleEngine struct{ db *pebble.DB }

func (e pebbleEngine) Get(key []byte) ([]byte, error) { return pebbleGet(e.db, key) }

func (e pebbleEngine) Scan(lo, hi []byte, back bool, f func(k, v []byte) (bool, error)) error {
	return pebbleScan(e.db, lo, hi, back, f)
}

func (e pebbleEngine) Seek(lo, hi []byte, back bool) (k, v []byte, err error) {
	return pebbleSeek(e.db, lo, hi, back)
}

func (e pebbleEngine) Begin([]Touch) (Batch, error) {
	return &pebbleBatch{db: e.db, b: e.db.NewBatch()}, nil
}

func (e pebbleEngine) Close() error { return e.db.Close() }

// Memory returns how many bytes are kept for what was written lately and for what is
// read often; both have limits.
func (e pebbleEngine) Memory() uint64 {
	m := e.db.Metrics()
	return m.MemTable.Size + m.MemTable.ZombieSize + uint64(m.BlockCache.Size)
}

func pebbleGet(r pebble.Reader, key []byte) ([]byte, error) {
	v, done, err := r.Get(key)
	if errors.Is(err, pebble.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	v = append([]byte{}, v...) // not nil even if empty
	return v, done.Close()
}

func pebbleScan(r pebble.Reader, lo, hi []byte, back bool, f func(k, v []byte) (bool, error)) (err error) {
	if bytes.Compare(lo, hi) >= 0 {
		return nil
	}
	it, err := r.NewIter(&pebble.IterOptions{LowerBound: lo, UpperBound: hi})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, it.Close()) }()
	first, next := it.First, it.Next
	if back {
		first, next = it.Last, it.Prev
	}
	for ok := first(); ok; ok = next() {
		v, err := it.ValueAndErr()
		if err != nil {
			return err
		}
		if more, err := f(it.Key(), v); err != nil || !more {
			return err
		}
	}
	return it.Error()
}

func pebbleSeek(r pebble.Reader, lo, hi []byte, back bool) (key, value []byte, err error) {
	err = pebbleScan(r, lo, hi, back, func(k, v []byte) (bool, error) {
		key, value = bytes.Clone(k), append([]byte{}, v...)
		return false, nil
	})
	return key, value, err
}

// pebbleBatch is indexed once something is read that its changes may have touched:
// most batches only add to conversations whose ends are remembered, and never are.
type pebbleBatch struct {
	db      *pebble.DB
	b       *pebble.Batch
	indexed bool
	mark    int    // bytes of b at Mark
	ops     uint32 // operations of b at Mark
}

// reader returns what sees the store and the changes of the batch.
func (b *pebbleBatch) reader() (pebble.Reader, error) {
	if b.b.Empty() {
		return b.db, nil
	}
	if b.indexed {
		return b.b, nil
	}
	indexed := b.db.NewIndexedBatch()
	if err := indexed.Apply(b.b, nil); err != nil {
		return nil, errors.Join(err, indexed.Close())
	}
	plain := b.b
	b.b, b.indexed = indexed, true
	return b.b, plain.Close()
}

func (b *pebbleBatch) Get(key []byte) ([]byte, error) {
	r, err := b.reader()
	if err != nil {
		return nil, err
	}
	return pebbleGet(r, key)
}

func (b *pebbleBatch) Scan(lo, hi []byte, back bool, f func(k, v []byte) (bool, error)) error {
	r, err := b.reader()
	if err != nil {
		return err
	}
	return pebbleScan(r, lo, hi, back, f)
}

func (b *pebbleBatch) Seek(lo, hi []byte, back bool) (k, v []byte, err error) {
	r, err := b.reader()
	if err != nil {
		return nil, nil, err
	}
	return pebbleSeek(r, lo, hi, back)
}

// fewKeys is how many keys of a range are deleted one by one.
const fewKeys = 64

// DeleteRange deletes few keys one by one: each range that is deleted as a whole makes
// the next read after a write slower, until the memory table with it is full.
func (b *pebbleBatch) DeleteRange(lo, hi []byte) error {
	var keys [][]byte
	more := false
	err := b.Scan(lo, hi, false, func(k, _ []byte) (bool, error) {
		if more = len(keys) == fewKeys; !more {
			keys = append(keys, bytes.Clone(k))
		}
		return !more, nil
	})
	if err != nil {
		return err
	}
	if more {
		return b.b.DeleteRange(lo, hi, nil)
	}
	for _, k := range keys {
		if err := b.Delete(k); err != nil {
			return err
		}
	}
	return nil
}

func (b *pebbleBatch) Set(key, value []byte) error { return b.b.Set(key, value, nil) }
func (b *pebbleBatch) Delete(key []byte) error     { return b.b.Delete(key, nil) }
func (b *pebbleBatch) Size() int                   { return b.b.Len() }
func (b *pebbleBatch) Mark()                       { b.mark, b.ops = b.b.Len(), b.b.Count() }

// Undo makes a new batch of what there was at Mark: Pebble cannot shorten one.
// This is as slow as building it, so functions should fail before they write.
func (b *pebbleBatch) Undo() error {
	if b.b.Count() == b.ops {
		return nil
	}
	old := b.b
	b.b, b.indexed = b.db.NewBatch(), false
	defer func() { _ = old.Close() }()
	if b.ops == 0 {
		return nil
	}
	repr := bytes.Clone(old.Repr()[:b.mark])
	binary.LittleEndian.PutUint32(repr[8:12], b.ops)
	kept := b.db.NewBatch()
	defer func() { _ = kept.Close() }()
	if err := kept.SetRepr(repr); err != nil {
		return err
	}
	return b.b.Apply(kept, nil)
}

// Apply writes to the log and the memtable without waiting for the disk. Waiting
// on a batch covers the ones before it, since they lie before it in the log.
func (b *pebbleBatch) Apply() (wait func() error, err error) {
	if b.b.Empty() {
		return func() error { return nil }, b.b.Close()
	}
	if err := b.db.ApplyNoSyncWait(b.b, pebble.Sync); err != nil {
		return nil, err
	}
	return func() error { return errors.Join(b.b.SyncWait(), b.b.Close()) }, nil
}

func (b *pebbleBatch) Discard() { _ = b.b.Close() }
