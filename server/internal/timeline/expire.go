package timeline

import (
	"context"
	"sort"

	"github.com/teahouse-chat/teahouse/server/internal/id"
)

// Expire deletes the messages of a conversation with a Time before the given one
// (seconds) and all that lies beside them; they no longer count as unread. It
// reports whether there was anything. It needs InConv.
func (tx *Tx) Expire(conv id.Conv, before uint32) (bool, error) {
	if err := tx.mustTouch(InConv(conv)); err != nil {
		return false, err
	}
	h, err := tx.Head(conv)
	if err != nil || before == 0 || h.Number == 0 || h.Dropped {
		return false, err
	}
	n, err := tx.timeAt(conv, h, before-1)
	if err != nil {
		return false, err
	}
	first, err := tx.firstTime(conv)
	if err != nil || first >= before {
		return false, err
	}
	end := Seq(n + 1) // first position that stays
	if conv.Kind == id.OneToOne {
		end = Pos{Time: before}
	}
	for _, kind := range []byte{kindMessage, kindSide} {
		lo := convKey(kind, conv)
		if kind == kindSide { // what lies beside the whole conversation stays
			lo = convKey(kind, conv).pos(conv, Pos{Random: 1})
			if conv.Kind == id.Group {
				lo = convKey(kind, conv).pos(conv, Seq(1))
			}
		}
		if err := tx.b.DeleteRange(lo, convKey(kind, conv).pos(conv, end)); err != nil {
			return false, err
		}
	}
	if n <= h.Expired {
		return true, nil // imported messages only
	}
	return true, tx.expireNumbers(conv, h, n)
}

// expireNumbers makes numbers up to and with n count no more.
func (tx *Tx) expireNumbers(conv id.Conv, h Head, n uint64) (err error) {
	counts := h.Counts
	if n < h.Number {
		if counts, err = tx.countsBefore(conv, n+1); err != nil {
			return err
		}
	}
	if err := tx.b.DeleteRange(numberKey(kindRecall, conv, 0), numberKey(kindRecall, conv, n+1)); err != nil {
		return err
	}
	// The last entry stays: marks at n are counted by it.
	if err := tx.b.DeleteRange(numberKey(kindArrived, conv, 0), numberKey(kindArrived, conv, n)); err != nil {
		return err
	}
	h.Expired, h.ExpiredCounts = n, counts
	return tx.setHead(conv, h)
}
