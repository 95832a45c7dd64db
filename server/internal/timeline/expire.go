package timeline

import (
	"context"

	"github.com/teahouse-chat/teahouse/server/internal/id"
)

// Expire deletes the messages of a conversation with a Time before the given one
// (seconds) and what lies beside them; they no longer count as unread. It reports
// whether there were any. It needs InConv.
func (tx *Tx) Expire(conv id.Conv, before uint32) (bool, error) {
	if err := tx.mustTouch(InConv(conv)); err != nil {
		return false, err
	}
	h, err := tx.Head(conv)
	if err != nil {
		return false, err
	}
	oldest, ok, err := oldestTime(tx.b, conv)
	if err != nil || !ok || oldest >= before {
		return false, err
	}
	n, err := tx.numberAt(conv, h, before-1)
	if err != nil {
		return false, err
	}
	// Before the messages go, since a group counts by them.
	if err := tx.expireNumbers(conv, h, n); err != nil {
		return false, err
	}
	first, end := Pos{Random: 1}, Pos{Time: before} // Pos{} is beside the whole conversation
	if conv.Kind == id.Group {
		first, end = Seq(1), Seq(n+1)
	}
	for _, kind := range []byte{kindMessage, kindSide} {
		k := convKey(kind, conv)
		if err := tx.b.DeleteRange(append(key(nil), k...).pos(conv, first), k.pos(conv, end)); err != nil {
			return false, err
		}
	}
	return true, nil
}

// expireNumbers makes the numbers up to and with n count no more.
func (tx *Tx) expireNumbers(conv id.Conv, h Head, n uint64) error {
	if n <= h.Expired {
		return nil // imported messages expire alone
	}
	counts, _, err := countsAt(tx.b, h, conv, n)
	if err != nil {
		return err
	}
	for _, kind := range []byte{kindRecall, kindArrived} {
		if err := tx.b.DeleteRange(numberKey(kind, conv, 0), numberKey(kind, conv, n+1)); err != nil {
			return err
		}
	}
	h.Expired, h.ExpiredCounts = n, counts
	return tx.setHead(conv, h)
}

// oldestTime returns the time of the first message and whether there is one.
func oldestTime(r Reader, conv id.Conv) (t uint32, ok bool, err error) {
	if err := check(conv, Pos{}); err != nil {
		return 0, false, err
	}
	k := convKey(kindMessage, conv)
	_, b, err := r.Seek(k, k.end(), false)
	if err != nil || b == nil {
		return 0, false, err
	}
	m, err := decodeMessage(conv, b)
	return m.Time, err == nil, err
}

// Convs returns at most limit conversations of an application in the order of
// their names, beginning behind after (the zero Conv begins at the first). It is
// for jobs that walk over all of them.
func (l *Log) Convs(ctx context.Context, app uint32, after id.Conv, limit int) (all []id.Conv, err error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	lo := u32(newKey(kindHead), app)
	hi := lo.end()
	if after.Kind != 0 {
		after.App = app
		lo = append(convKey(kindHead, after), 0)
	}
	err = l.r.Scan(lo, hi, false, func(k, _ []byte) (bool, error) {
		conv, _, err := readConv(k[1:])
		all = append(all, conv)
		return len(all) < max(limit, 1), err
	})
	return all, err
}
