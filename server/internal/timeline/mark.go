package timeline

import (
	"math"
	"sort"

	"github.com/teahouse-chat/teahouse/server/internal/id"
)

// UpTo says how far somebody has read: one of the first three fields.
type UpTo struct {
	Time uint32 // one-to-one: all messages with Time <= this
	Seq  uint64 // group: all up to and with this MsgSeq
	All  bool   // everything that is there

	Together bool // one of many conversations: Marked says so
}

// Read moves the account's read mark forward; it never goes back. It reports the
// place and whether the mark moved (then Marked goes out, with origin). It needs
// OfAccount. Errors: ErrNoPlace (one-to-one only; in a group a place comes into
// being).
func (tx *Tx) Read(conv id.Conv, account uint64, to UpTo, origin uint64) (p Place, moved bool, err error) {
	h, p, err := tx.own(conv, account)
	if err != nil {
		return p, false, err
	}
	n, err := tx.numberOf(conv, h, to)
	if err != nil || n <= p.Read {
		return p, false, err
	}
	p, err = tx.moveMark(h, p, n, Marked{Origin: origin, Together: to.Together})
	return p, err == nil, err
}

// moveMark moves the read mark forward and tells it: e but for what it says of the mark.
func (tx *Tx) moveMark(h Head, p Place, n uint64, e Marked) (Place, error) {
	before := p.Read
	p, err := tx.markAt(h, p, n)
	if err != nil {
		return p, err
	}
	e.Conv, e.Account, e.Before, e.Number, e.Time = p.Conv, p.Account, before, n, p.ReadTime
	tx.Emit(e)
	return p, tx.record(Entry{Kind: EntryRead, Conv: p.Conv, Account: p.Account, UpTo: n, Time: p.ReadTime})
}

// own returns what a change of a place begins with. In a group it need not be
// there yet: not every member of a topic has ever looked into it.
func (tx *Tx) own(conv id.Conv, account uint64) (h Head, p Place, err error) {
	if err = tx.mustTouch(OfAccount(conv.App, account)); err != nil {
		return h, p, err
	}
	p, ok, err := tx.Place(conv, account)
	if err == nil && !ok && conv.Kind != id.Group {
		err = ErrNoPlace
	}
	if err != nil {
		return h, p, err
	}
	p.Conv, p.Account = conv, account
	h, err = tx.Head(conv)
	return h, p, err
}

// numberOf returns the highest number that to covers.
func (tx *Tx) numberOf(conv id.Conv, h Head, to UpTo) (uint64, error) {
	switch {
	case to.All:
		return h.Number, nil
	case conv.Kind == id.Group:
		return min(to.Seq, h.Number), nil
	}
	return tx.numberAt(conv, h, to.Time)
}

// numberAt returns the highest number among the live messages with a time <= t.
func (tx *Tx) numberAt(conv id.Conv, h Head, t uint32) (uint64, error) {
	if t >= h.Time {
		return h.Number, nil
	}
	var failed error
	n := sort.Search(int(min(h.Number, math.MaxInt32)), func(i int) bool {
		_, at, err := countsAt(tx.b, h, conv, uint64(i)+1)
		if err != nil {
			failed = err
		}
		return at > t
	})
	return uint64(n), failed
}

// markAt moves the read mark to number n, in either direction.
func (tx *Tx) markAt(h Head, p Place, n uint64) (Place, error) {
	counts, t := h.Counts, h.Time
	if n < h.Number {
		var err error
		if counts, t, err = countsAt(tx.b, h, p.Conv, n); err != nil {
			return p, err
		}
	}
	p.Read, p.ReadCount = n, int64(countFor(p.Conv, p.Account, counts))
	p.ReadTime = max(p.ReadTime, t)
	return p, tx.setPlace(p)
}

// SetUnread makes the account's unread count n (at most the number of messages),
// which may move the mark back. For migrations. It needs OfAccount. Errors: as Read.
func (tx *Tx) SetUnread(conv id.Conv, account uint64, n uint64) (Place, error) {
	h, p, err := tx.own(conv, account)
	if err != nil {
		return p, err
	}
	n = min(n, h.Number)
	p.Read = h.Number - n
	without, err := notUnread(tx.b, h, p, p.Read)
	if err != nil {
		return p, err
	}
	// Imported messages were never counted, so this may come below zero.
	p.ReadCount = int64(othersCount(h, p)) - int64(without) - int64(n)
	return p, tx.setPlace(p)
}
