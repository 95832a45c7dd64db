package timeline

import (
	"hash/fnv"
	"maps"
	"slices"
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
	EntryTold    EntryKind = 7 // What somebody else had to say (Tx.Tell)
)

// part is a part of the arrival log: one of an application's partitions. All
// entries of a conversation are in the same one.
type part struct {
	app       uint32
	partition uint16
}

// partitions is how many partitions each application has on a store that nodes
// share. It is stored data, as is partOf: never changed.
const partitions = 32

func partOf(c id.Conv, of int) part {
	p := part{app: c.App}
	if of > 1 {
		h := fnv.New32a()
		_, _ = h.Write(key{}.conv(c))
		p.partition = uint16(h.Sum32() % uint32(of))
	}
	return p
}

// Entry is an entry of the arrival log. Partition and Number name it within its
// application; Number rises by one, with gaps for what was given up.
type Entry struct {
	Partition uint16    `cbor:"-"`
	Number    uint64    `cbor:"-"`
	At        int64     `cbor:"1,keyasint"` // when it was written, milliseconds
	Kind      EntryKind `cbor:"2,keyasint"`
	Conv      id.Conv   `cbor:"-"`
	Message   *Message  `cbor:"4,keyasint,omitempty"` // as it then was; with Meta if EntryMessage or EntryPassed; nil for EntryRead
	Account   uint64    `cbor:"6,keyasint,omitempty"` // EntryRead, EntryReceipt: the reader
	UpTo      uint64    `cbor:"7,keyasint,omitempty"` // EntryRead: number that was read
	Time      uint32    `cbor:"8,keyasint,omitempty"` // EntryRead: time of that message, seconds
	What      []byte    `cbor:"9,keyasint,omitempty"` // EntryTold
}

// readEnds returns the last number of each part in an engine of one node.
func readEnds(r Reader) (map[part]uint64, error) {
	ends, prefix := map[part]uint64{}, newKey(kindLogEnd)
	return ends, r.Scan(prefix, prefix.end(), false, func(k, v []byte) (bool, error) {
		p, _, err := readPart(k[1:])
		if err == nil {
			ends[p], err = readUvarint(v)
		}
		return true, err
	})
}

// readEntries returns at most limit entries of a part with numbers in (after, upTo].
func readEntries(r Reader, p part, after, upTo uint64, limit int) (entries []Entry, err error) {
	lo, hi := logKey(p, after+1), append(logKey(p, upTo), 0)
	err = r.Scan(lo, hi, false, func(k, v []byte) (bool, error) {
		var x logged
		if err := decode(v, &x); err != nil {
			return false, err
		}
		e := x.Entry
		e.Partition, e.Number, e.Conv = p.partition, lastNumber(k), x.Conv.conv()
		if e.Message != nil {
			e.Message.Conv, e.Message.Meta = e.Conv, x.Meta
		}
		entries = append(entries, e)
		return len(entries) < limit, nil
	})
	return entries, err
}

// arrivals knows how far each part goes, as far as it is on disk, and tells those
// who listen.
type arrivals struct {
	mu   sync.Mutex
	ends map[part]uint64
	ears map[*ear]struct{}
}

// ear is somebody who listens.
type ear struct {
	news chan struct{} // has something when there are parts to take
	grew map[part]struct{}
}

// set takes in how far parts go, which is never back.
func (a *arrivals) set(ends map[part]uint64) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.ends == nil {
		a.ends = map[part]uint64{}
	}
	for p, n := range ends {
		if n <= a.ends[p] {
			continue
		}
		a.ends[p] = n
		for e := range a.ears {
			e.grew[p] = struct{}{}
		}
	}
	for e := range a.ears {
		if len(e.grew) > 0 {
			select {
			case e.news <- struct{}{}:
			default:
			}
		}
	}
}

func (a *arrivals) end(p part) uint64 {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.ends[p]
}

func (a *arrivals) all() map[part]uint64 {
	a.mu.Lock()
	defer a.mu.Unlock()
	return maps.Clone(a.ends)
}

func (a *arrivals) listen() *ear {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.ears == nil {
		a.ears = map[*ear]struct{}{}
	}
	e := &ear{news: make(chan struct{}, 1), grew: map[part]struct{}{}}
	a.ears[e] = struct{}{}
	return e
}

func (a *arrivals) deafen(e *ear) {
	a.mu.Lock()
	defer a.mu.Unlock()
	delete(a.ears, e)
}

// take returns the parts that grew since.
func (a *arrivals) take(e *ear) []part {
	a.mu.Lock()
	defer a.mu.Unlock()
	grew := slices.Collect(maps.Keys(e.grew))
	clear(e.grew)
	return grew
}
