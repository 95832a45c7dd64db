package timeline

import (
	"math"

	"github.com/teahouse-chat/teahouse/server/internal/id"
)

// What is read alike inside and outside of transactions.

func readHead(r Reader, conv id.Conv) (h Head, err error) {
	if err := check(conv, Pos{}); err != nil {
		return h, err
	}
	b, err := r.Get(convKey(kindHead, conv))
	if err != nil || b == nil {
		return h, err
	}
	return h, decode(b, &h)
}

func readMessage(r Reader, conv id.Conv, pos Pos) (Message, error) {
	if err := check(conv, pos); err != nil {
		return Message{}, err
	}
	b, err := r.Get(messageKey(conv, pos))
	if err != nil {
		return Message{}, err
	}
	if b == nil {
		return Message{}, ErrNoMessage
	}
	return decodeMessage(conv, b)
}

func readPlace(r Reader, conv id.Conv, account uint64) (p Place, ok bool, err error) {
	if err := check(conv, Pos{}); err != nil {
		return p, false, err
	}
	b, err := r.Get(placeKey(account, conv))
	if err != nil || b == nil {
		return p, false, err
	}
	err = decode(b, &p)
	p.Conv, p.Account = conv, account
	return p, true, err
}

// countsAt returns the counts of the last message with a number <= n that there
// is, and its time; of what has expired only the counts at its end.
func countsAt(r Reader, h Head, conv id.Conv, n uint64) (counts [2]uint64, t uint32, err error) {
	if n <= h.Expired {
		return h.ExpiredCounts, 0, nil
	}
	lo, hi := numberKey(kindArrived, conv, 0), numberKey(kindArrived, conv, n)
	if conv.Kind == id.Group {
		lo, hi = messageKey(conv, Seq(0)), messageKey(conv, Seq(n))
	}
	_, v, err := r.Seek(lo, append(hi, 0), true)
	if err != nil || v == nil {
		return counts, 0, err
	}
	if conv.Kind == id.Group {
		m, err := decodeMessage(conv, v)
		return m.Counts, m.Time, err
	}
	var arrival arrived
	err = decode(v, &arrival)
	return arrival.Counts, arrival.Time, err
}

// ownCount returns how many countable messages the sender had sent to a group up
// to and with seq.
func ownCount(r Reader, conv id.Conv, sender, seq uint64) (n uint64, err error) {
	lo, hi := ownKey(conv, sender, 0), ownKey(conv, sender, seq)
	_, v, err := r.Seek(lo, append(hi, 0), true)
	if err != nil || v == nil {
		return 0, err
	}
	return readUvarint(v)
}

// recalledSince returns how many countable messages of others with a number above
// mark were recalled.
func recalledSince(r Reader, conv id.Conv, account, mark uint64) (n uint64, err error) {
	if mark == math.MaxUint64 {
		return 0, nil
	}
	lo := numberKey(kindRecall, conv, mark+1)
	err = r.Scan(lo, convKey(kindRecall, conv).end(), false, func(_, v []byte) (bool, error) {
		if lastNumber(v) != account {
			n++
		}
		return true, nil
	})
	return n, err
}

// unread returns how many messages the account has not read: the count at the
// head less the count at the mark, less those recalled since, in groups less its
// own since.
func unread(r Reader, h Head, p Place) (uint64, error) {
	mark, counted := p.Read, p.ReadCount
	if h.Cleared > mark {
		mark, counted = h.Cleared, int64(h.ClearedCount)
	}
	if h.Expired > mark {
		mark, counted = h.Expired, int64(countFor(p.Conv, p.Account, h.ExpiredCounts))
	}
	if h.Dropped || p.Left {
		return 0, nil
	}
	without, err := notUnread(r, h, p, mark)
	if err != nil {
		return 0, err
	}
	return uint64(max(0, int64(othersCount(h, p))-counted-int64(without))), nil
}

// othersCount is the count that matters for an account: in a group all countable
// messages, one-to-one those of the peer.
func othersCount(h Head, p Place) uint64 { return countFor(p.Conv, p.Account, h.Counts) }

func countFor(conv id.Conv, account uint64, counts [2]uint64) uint64 {
	if conv.Kind == id.Group {
		return counts[0]
	}
	return counts[1-side(conv, account)]
}

// notUnread returns how many messages above mark were counted and are not unread.
func notUnread(r Reader, h Head, p Place, mark uint64) (n uint64, err error) {
	if h.Recalled > mark {
		if n, err = recalledSince(r, p.Conv, p.Account, mark); err != nil {
			return 0, err
		}
	}
	if p.Conv.Kind != id.Group || mark >= h.Number {
		return n, nil
	}
	all, err := ownCount(r, p.Conv, p.Account, math.MaxUint64)
	if err != nil || all == 0 {
		return n, err
	}
	before, err := ownCount(r, p.Conv, p.Account, mark)
	return n + all - before, err
}
