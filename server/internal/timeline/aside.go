package timeline

import (
	"context"

	"github.com/teahouse-chat/teahouse/server/internal/id"
)

// Side is a record that lies beside a message and goes with it: a receipt, a
// reaction, an extension, a pin. This package only stores them; kind (a number of
// the room's own) and key are the room's. Pos{} is beside the whole conversation.
type Side struct {
	Key   string
	Value []byte
}

// SetSide stores a side record; a nil value deletes it. It needs InConv. Errors:
// ErrDropped.
func (tx *Tx) SetSide(conv id.Conv, pos Pos, kind uint8, key string, value []byte) error {
	if err := tx.mustTouch(InConv(conv)); err != nil {
		return err
	}
	if err := check(conv, pos); err != nil {
		return err
	}
	k := sideKey(conv, pos, kind, key)
	if value == nil {
		return tx.b.Delete(k)
	}
	if h, err := tx.Head(conv); err != nil || h.Dropped {
		if err == nil {
			err = ErrDropped
		}
		return err
	}
	return tx.b.Set(k, value)
}

// Side returns a side record, nil if there is none.
func (tx *Tx) Side(conv id.Conv, pos Pos, kind uint8, key string) ([]byte, error) {
	if err := check(conv, pos); err != nil {
		return nil, err
	}
	return tx.b.Get(sideKey(conv, pos, kind, key))
}

// Sides is as Log.Sides, inside the transaction.
func (tx *Tx) Sides(conv id.Conv, pos Pos, kind uint8, after string, limit int) ([]Side, error) {
	return readSides(tx.b, conv, pos, kind, after, limit)
}

// Sides returns at most limit side records of a kind in the order of their keys,
// beginning behind after ("" begins at the first). limit 0: all.
func (l *Log) Sides(ctx context.Context, conv id.Conv, pos Pos, kind uint8, after string, limit int) ([]Side, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	return readSides(l.r, conv, pos, kind, after, limit)
}

func readSides(r Reader, conv id.Conv, pos Pos, kind uint8, after string, limit int) (all []Side, err error) {
	if err := check(conv, pos); err != nil {
		return nil, err
	}
	first := sideKey(conv, pos, kind, "")
	lo := sideKey(conv, pos, kind, after)
	if after != "" {
		lo = append(lo, 0)
	}
	err = r.Scan(lo, first.end(), false, func(k, v []byte) (bool, error) {
		all = append(all, Side{Key: string(k[len(first):]), Value: append([]byte{}, v...)})
		return limit <= 0 || len(all) < limit, nil
	})
	return all, err
}
