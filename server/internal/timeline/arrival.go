package timeline

import (
	"sync"

	"github.com/teahouse-chat/teahouse/server/internal/id"
)

// EntryKind tells what an entry of the arrival log is about.
type EntryKind uint8

// The values are stored data.
const (
	EntryMessage EntryKind = 1 // a message was stored
	EntryRecall  EntryKind = 2
	EntryEdit    EntryKind = 3
	EntryRead    EntryKind = 4 // a read mark moved: Account, UpTo, Time
	EntryReceipt EntryKind = 5 // one-to-one receipt by Account
	EntryPassed  EntryKind = 6 // a message that is not stored (Tx.Pass)
)

// Entry is an entry of the arrival log.
type Entry struct {
	Number  uint64    `cbor:"-"`          // rises, with gaps for what was given up
	At      int64     `cbor:"1,keyasint"` // when it was written, milliseconds
	Kind    EntryKind `cbor:"2,keyasint"`
	Conv    id.Conv   `cbor:"-"`
	Message *Message  `cbor:"4,keyasint,omitempty"` // as it then was; with Meta if EntryMessage or EntryPassed; nil for EntryRead
	Account uint64    `cbor:"6,keyasint,omitempty"` // EntryRead, EntryReceipt: the reader
	UpTo    uint64    `cbor:"7,keyasint,omitempty"` // EntryRead: number that was read
	Time    uint32    `cbor:"8,keyasint,omitempty"` // EntryRead: time of that message, seconds
}

// lastArrival returns the last number of the arrival log.
func lastArrival(r Reader) (uint64, error) {
	b, err := r.Get(logEndKey())
	if err != nil || b == nil {
		return 0, err
	}
	return readUvarint(b)
}

// readEntries returns at most limit entries with numbers in (after, upTo].
func readEntries(r Reader, after, upTo uint64, limit int) (entries []Entry, err error) {
	lo, hi := logKey(after+1), append(logKey(upTo), 0)
	err = r.Scan(lo, hi, false, func(k, v []byte) (bool, error) {
		var x logged
		if err := decode(v, &x); err != nil {
			return false, err
		}
		e := x.Entry
		e.Number, e.Conv = lastNumber(k), x.Conv.conv()
		if e.Message != nil {
			e.Message.Conv, e.Message.Meta = e.Conv, x.Meta
		}
		entries = append(entries, e)
		return len(entries) < limit, nil
	})
	return entries, err
}

// signal is a number that rises and wakes those who wait for it.
type signal struct {
	mu   sync.Mutex
	n    uint64
	rose chan struct{}
}

func (s *signal) set(n uint64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if n <= s.n {
		return
	}
	s.n = n
	if s.rose != nil {
		close(s.rose)
		s.rose = nil
	}
}

// get returns the number and a channel that is closed when it rises.
func (s *signal) get() (uint64, <-chan struct{}) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.rose == nil {
		s.rose = make(chan struct{})
	}
	return s.n, s.rose
}
