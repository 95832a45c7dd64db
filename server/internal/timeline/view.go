package timeline

import (
	"errors"

	"github.com/teahouse-chat/teahouse/server/internal/id"
)

// view is a conversation through the eyes of an account; account 0 sees all.
type view struct {
	r     Reader
	head  Head
	place Place
}

func viewOf(r Reader, conv id.Conv, account uint64) (v view, err error) {
	v.r = r
	if v.head, err = readHead(r, conv); err != nil {
		return v, err
	}
	if account != 0 {
		v.place, _, err = readPlace(r, conv, account)
	}
	v.place.Conv, v.place.Account = conv, account
	return v, err
}

// sees reports whether the account sees m.
func (v *view) sees(m *Message) (bool, error) {
	if v.place.Account == 0 {
		return true, nil
	}
	if !v.place.sees(v.head, m) {
		return false, nil
	}
	if v.place.Hidden == 0 {
		return true, nil
	}
	hidden, err := v.r.Get(hiddenKey(v.place.Account, m.Conv).pos(m.Conv, m.Pos()))
	return hidden == nil, err
}

// floor is the number up to which there is nothing for the account.
func (v *view) floor() uint64 {
	expired := uint64(0)
	if v.place.Conv.Kind == id.Group { // one-to-one an imported message may have outlived its neighbours
		expired = v.head.Expired
	}
	if v.place.Account == 0 {
		return expired
	}
	return max(v.place.Joined, v.place.Cleared, v.head.Cleared, expired)
}

// below reports whether all messages at lower positions than m lie below the
// floor, too. Imported ones come at any position.
func (v *view) below(m *Message) bool {
	return m.Number <= v.floor() && (v.head.Imports == 0 || m.Conv.Kind == id.Group)
}

// maxLook is how many messages are looked at to find one for a conversation list.
const maxLook = 200

// last returns the newest message that the account sees and lists may show.
func (v *view) last() (last *Message, err error) {
	if !v.head.HasLast {
		return nil, nil
	}
	conv, looked := v.place.Conv, 0
	m, err := readMessage(v.r, conv, v.head.Last) // nearly always it is this one
	if err == nil {
		var seen bool
		if seen, err = v.sees(&m); seen && err == nil {
			return &m, nil
		}
	}
	if err != nil && !errors.Is(err, ErrNoMessage) {
		return nil, err
	}
	hi := messageKey(conv, v.head.Last)
	err = v.r.Scan(convKey(kindMessage, conv), hi, true, func(_, b []byte) (bool, error) {
		m, err := decodeMessage(conv, b)
		if err != nil {
			return false, err
		}
		if looked++; looked > maxLook || v.below(&m) {
			return false, nil
		}
		if m.Flags.Has(FlagNoLastMsg) {
			return true, nil
		}
		seen, err := v.sees(&m)
		if seen && err == nil {
			last = &m
		}
		return last == nil, err
	})
	return last, err
}
