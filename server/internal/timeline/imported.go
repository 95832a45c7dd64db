package timeline

import (
	"bytes"
	"errors"
	"sort"
)

// Imported returns the message of m's group that was imported with the same sender,
// Random, Time and Body (unless it was edited since), if there is one: so that an
// import can be repeated. It reads nothing if m is newer than all that is there, else the more the older m is, in
// proportion to the logarithm. It needs InConv.
func (tx *Tx) Imported(m Message) (there Message, ok bool, err error) {
	if err := tx.mustTouch(InConv(m.Conv)); err != nil {
		return there, false, err
	}
	h, err := tx.Head(m.Conv)
	if err != nil || h.Number == 0 || h.Dropped || m.Time > h.Time {
		return there, false, err
	}
	n, err := tx.firstAt(m, h)
	for ; err == nil && n <= h.Number; n++ {
		there, err = tx.Get(m.Conv, Seq(n))
		switch {
		case errors.Is(err, ErrNoMessage), err == nil && there.Time > m.Time:
			return Message{}, false, nil
		case err == nil && there.isImport(&m):
			return there, true, nil
		}
	}
	return Message{}, false, err
}

// isImport tells whether a stored message is what x would be if it was imported.
func (m *Message) isImport(x *Message) bool {
	return m.Flags.Has(FlagImported) && m.From == x.From && m.Random == x.Random && m.Time == x.Time &&
		(m.Version > 0 || bytes.Equal(m.Body, x.Body))
}

// firstAt returns the lowest number of a message of m's time or later. It looks back
// from the end in growing steps.
func (tx *Tx) firstAt(m Message, h Head) (first uint64, err error) {
	old := func(n uint64) bool {
		there, failed := tx.Get(m.Conv, Seq(n))
		if failed != nil && !errors.Is(failed, ErrNoMessage) {
			err = failed
		}
		return there.Time < m.Time
	}
	first = h.Number
	for step := uint64(1); first > h.Expired+1; step *= 2 {
		n := max(h.Expired+1, first-min(step, first-1))
		if old(n) {
			return n + 1 + uint64(sort.Search(int(first-n-1), func(i int) bool { return !old(n + 1 + uint64(i)) })), err
		}
		first = n
	}
	return first, err
}
