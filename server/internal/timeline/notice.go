package timeline

import (
	"context"
	"encoding/json"
	"errors"

	"github.com/teahouse-chat/teahouse/server/internal/id"
)

// Notice is an entry of an account's numbered notice log: a one-to-one message
// that it sent or got, or a payload that a room put there.
type Notice struct {
	Number  uint64          `cbor:"-"`                    // 1, 2, 3 ... per account; never used again
	Kind    uint8           `cbor:"1,keyasint,omitempty"` // the room's own mark, not 0; 0 for messages
	Payload json.RawMessage `cbor:"2,keyasint,omitempty"` // nil for messages
	Time    int64           `cbor:"3,keyasint"`           // milliseconds
	Conv    id.Conv         `cbor:"-"`                    // of the message
	Message *Message        `cbor:"-"`                    // as it now is; nil if it is not a message
}

// Notice appends to the notice log of an account and returns the number. Kind
// must not be 0; Number and, if 0, Time are filled in. It needs OfAccount.
func (tx *Tx) Notice(app uint32, account uint64, n Notice) (uint64, error) {
	if err := tx.mustTouch(OfAccount(app, account)); err != nil {
		return 0, err
	}
	if n.Kind == 0 {
		return 0, ErrInvalid
	}
	if n.Time == 0 {
		n.Time = tx.now.UnixMilli()
	}
	return tx.note(app, account, noted{Notice: n})
}

func (tx *Tx) note(app uint32, account uint64, n noted) (uint64, error) {
	last, err := tx.lastNotice(app, account)
	if err != nil {
		return 0, err
	}
	if tx.notices == nil {
		tx.notices = map[accountID]uint64{}
	}
	tx.notices[accountID{app, account}] = last + 1
	k := u64(u64(u32(tx.newKey(kindNotice), app), account), last+1)
	return last + 1, tx.put(k, n.encode(tx.value))
}

func (tx *Tx) lastNotice(app uint32, account uint64) (uint64, error) {
	k := accountID{app, account}
	if n, ok := tx.notices[k]; ok {
		return n, nil
	}
	if n, ok := tx.log.hot.notices.get(k); ok {
		return n, nil
	}
	n, err := lastNotice(tx.b, app, account)
	if err == nil {
		tx.log.hot.notices.put(k, n)
	}
	return n, err
}

// lastNotice finds the newest number. The entry that has it is never deleted,
// only emptied.
func lastNotice(r Reader, app uint32, account uint64) (n uint64, err error) {
	k := accountKey(kindNotice, app, account)
	last, _, err := r.Seek(k, k.end(), true)
	return lastNumber(last), err
}

// DropNotice takes an entry out of the notice log; one that is not there is no
// error. It needs OfAccount.
func (tx *Tx) DropNotice(app uint32, account, number uint64) error {
	if err := tx.mustTouch(OfAccount(app, account)); err != nil {
		return err
	}
	last, err := tx.lastNotice(app, account)
	if err != nil || number == 0 || number > last {
		return err
	}
	if number == last {
		return tx.put(noticeKey(app, account, last), (&noted{}).encode(tx.value))
	}
	return tx.b.Delete(noticeKey(app, account, number))
}

// TrimNotices takes out all entries up to and with number. It needs OfAccount.
func (tx *Tx) TrimNotices(app uint32, account, number uint64) error {
	if err := tx.mustTouch(OfAccount(app, account)); err != nil {
		return err
	}
	last, err := tx.lastNotice(app, account)
	if err != nil || last == 0 || number == 0 {
		return err
	}
	number = min(number, last)
	if err := tx.b.DeleteRange(noticeKey(app, account, 0), append(noticeKey(app, account, number), 0)); err != nil {
		return err
	}
	if number < last {
		return nil
	}
	return tx.put(noticeKey(app, account, last), (&noted{}).encode(tx.value))
}

// Notices returns entries with numbers above after, in order: those among the
// next limit ones that are still there and that the account still sees (messages
// may be hidden, cleared or dropped). Go on with after = next; nothing is left
// when next == last. last is the newest number ever made, 0 if none.
func (l *Log) Notices(ctx context.Context, app uint32, account, after uint64, limit int) (entries []Notice, next, last uint64, err error) {
	next = after
	err = l.read(ctx, func(r Reader) (err error) {
		entries, next, last, err = readNotices(r, app, account, after, limit)
		return err
	})
	return entries, next, last, err
}

func readNotices(r Reader, app uint32, account, after uint64, limit int) (entries []Notice, next, last uint64, err error) {
	if last, err = lastNotice(r, app, account); err != nil || after >= last {
		return nil, max(after, last), last, err
	}
	var found []noted
	next = last
	lo, hi := noticeKey(app, account, after+1), append(noticeKey(app, account, last), 0)
	err = r.Scan(lo, hi, false, func(k, v []byte) (bool, error) {
		var n noted
		if err := decode(v, &n); err != nil {
			return false, err
		}
		n.Number = lastNumber(k)
		found = append(found, n)
		if len(found) >= max(limit, 1) {
			next = n.Number
			return false, nil
		}
		return true, nil
	})
	if err != nil {
		return nil, after, last, err
	}
	entries, err = resolve(r, account, found)
	return entries, next, last, err
}

// resolve looks up the messages that entries refer to and leaves out what is gone.
func resolve(r Reader, account uint64, found []noted) ([]Notice, error) {
	views := map[id.Conv]view{}
	var entries []Notice
	for _, n := range found {
		if n.Conv == nil {
			if n.Kind != 0 {
				entries = append(entries, n.Notice)
			}
			continue
		}
		conv := n.Conv.conv()
		v, ok := views[conv]
		if !ok {
			var err error
			if v, err = viewOf(r, conv, account); err != nil {
				return nil, err
			}
			views[conv] = v
		}
		m, err := readMessage(r, conv, n.Pos)
		if errors.Is(err, ErrNoMessage) {
			continue
		}
		if err != nil {
			return nil, err
		}
		seen, err := v.sees(&m)
		if err != nil {
			return nil, err
		}
		if seen {
			n.Notice.Conv, n.Message = conv, &m
			entries = append(entries, n.Notice)
		}
	}
	return entries, nil
}
