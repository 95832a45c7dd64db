package timeline

import (
	"fmt"
	"math"

	"github.com/teahouse-chat/teahouse/server/internal/id"
)

// Append stores a message: m with Number, Counts and Time, in a group Seq, filled
// in. It needs InConv(m.Conv), in a group also OfAccount of the sender, unless the
// message is imported.
//
// A repeat stores nothing and returns the message that was stored first. In a
// one-to-one conversation Time moves on by a second where another message has
// the same position already; an imported message with a position that is taken
// is a repeat. In a group an imported message must not be older than the last
// one (ErrTimeOrder).
//
// The sender's place, and the receiver's of a one-to-one message, come into
// being if missing (in a group as if the sender had just joined without seeing
// the history, and not by what is imported: a member whose words are there comes
// later, and sees them all), unless that side does not keep the message. Both accounts of
// a one-to-one message get an entry in their notice log, unless it is imported
// or that side does not keep it. Errors also: ErrDropped, ErrInvalid.
func (tx *Tx) Append(m Message, r Repeat) (stored Message, repeated bool, err error) {
	if err := tx.mayAppend(&m); err != nil {
		return m, false, err
	}
	k := repeatKey(&m, r)
	if first, ok, err := tx.repeated(&m, r, k); err != nil || ok {
		return first, ok, err
	}
	if full := tx.log.opts.Full; full != nil && full() {
		return m, false, ErrFull
	}
	h, err := tx.Head(m.Conv)
	if err != nil {
		return m, false, err
	}
	if h.Dropped {
		return m, false, ErrDropped
	}
	if m.Conv.Kind == id.Group {
		err = tx.settleInGroup(&m, &h)
	} else {
		repeated, err = tx.settleInPair(&m, &h)
	}
	if err != nil || repeated {
		return m, repeated, err
	}
	if err := tx.store(&m, h); err != nil {
		return m, false, err
	}
	return m, false, tx.remember(&m, r, k)
}

// mayAppend checks what can be checked without looking.
func (tx *Tx) mayAppend(m *Message) error {
	if err := check(m.Conv, m.Pos()); err != nil {
		return err
	}
	if m.Conv.Kind == id.OneToOne && m.From != m.Conv.A && m.From != m.Conv.B {
		return fmt.Errorf("%w: %d does not speak in %+v", ErrInvalid, m.From, m.Conv)
	}
	m.Flags &^= FlagRecalled | FlagPeerRead
	m.Version, m.Number, m.Counts = 0, 0, [2]uint64{}
	return tx.mustTouch(InConv(m.Conv))
}

// liveTime is the time of a message that is sent now.
func (tx *Tx) liveTime(m *Message, h *Head) uint32 {
	now := uint32(min(max(tx.now.Unix(), 0), math.MaxUint32))
	if m.Time == 0 || m.Time > now {
		return max(now, h.Time)
	}
	return max(m.Time, h.Time)
}

// settleInGroup gives m the next number and moves h there.
func (tx *Tx) settleInGroup(m *Message, h *Head) error {
	t := tx.liveTime(m, h)
	if m.Flags.Has(FlagImported) && m.Time != 0 && t != m.Time {
		return ErrTimeOrder
	}
	m.Time, m.Seq, m.Milli = t, h.Number+1, 0
	if int64(t) == tx.now.Unix() && !m.Flags.Has(FlagImported) {
		m.Milli = uint16(tx.now.Nanosecond() / 1e6)
	}
	h.Time = t
	if m.Flags.Has(FlagImported) {
		h.Imports++
	}
	advance(m, h)
	return nil
}

// settleInPair finds a free position for m and moves h there; an imported message
// whose position is taken is a repeat of what is there.
func (tx *Tx) settleInPair(m *Message, h *Head) (repeated bool, err error) {
	imported := m.Flags.Has(FlagImported)
	if !imported || m.Time == 0 {
		m.Time = tx.liveTime(m, h)
		tx.keepTurns(m, h)
	}
	for h.Number > 0 && !h.Top.less(m.Pos()) {
		there, err := tx.b.Get(messageKey(m.Conv, m.Pos()))
		if err != nil {
			return false, err
		}
		if there == nil {
			break
		}
		if imported {
			*m, err = decodeMessage(m.Conv, there)
			return true, err
		}
		if m.Time == math.MaxUint32 {
			return false, fmt.Errorf("%w: no time after %d", ErrInvalid, m.Time)
		}
		m.Time++
	}
	if imported {
		h.Imports++
	} else {
		h.Time = m.Time
	}
	advance(m, h)
	return false, nil
}

// ahead is how many seconds a conversation's time may run ahead of the clock so
// that answers stand behind what they answer.
const ahead = 3

// keepTurns moves m on by a second where it would stand before the message that it
// follows. Within a second the order is that of numbers which each sender draws
// for himself, so two people who answer each other quickly would find their words
// mixed up in the history. Machines that write faster than that do not drive
// the time away from the clock.
func (tx *Tx) keepTurns(m *Message, h *Head) {
	if h.Number > 0 && h.Top.Time == m.Time && m.Pos().less(h.Top) && int64(m.Time) < tx.now.Unix()+ahead {
		m.Time++
	}
}

// advance moves the head to m and fills in what m has of it.
func advance(m *Message, h *Head) {
	h.Number++
	if m.Countable() {
		h.Counts[side(m.Conv, m.From)]++
	}
	m.Number, m.Counts = h.Number, h.Counts
	pos := m.Pos()
	if h.Number == 1 || h.Top.less(pos) {
		h.Top = pos
	}
	if !m.Flags.Has(FlagNoLastMsg) && len(m.Targets) == 0 && (!h.HasLast || h.Last.less(pos)) {
		h.Last, h.HasLast = pos, true
	}
}

// store writes the settled message and all that goes with it.
func (tx *Tx) store(m *Message, h Head) error {
	if err := tx.setHead(m.Conv, h); err != nil {
		return err
	}
	if err := tx.setMessage(m, EntryMessage, 0); err != nil {
		return err
	}
	e := &Appended{Message: *m}
	var err error
	if m.Conv.Kind == id.Group {
		err = tx.storeInGroup(m)
	} else {
		e.Notices, err = tx.storeInPair(m, h)
	}
	if err == nil && !m.Flags.Has(FlagImported) {
		tx.Emit(e)
	}
	return err
}

// storeInGroup counts the sender's own messages, so that they can be taken from
// the unread count, and makes the sender's place.
func (tx *Tx) storeInGroup(m *Message) error {
	if m.Countable() {
		if err := tx.countOwn(m); err != nil {
			return err
		}
	}
	if m.From == 0 || m.Flags&(FlagSenderDoesNotKeep|FlagImported) != 0 {
		return nil
	}
	fresh := Place{Joined: m.Number - 1, Read: m.Number - 1, ReadCount: int64(m.Counts[0])}
	if m.Countable() {
		fresh.ReadCount--
	}
	return tx.ensurePlace(m.Conv, m.From, fresh)
}

// storeInPair writes the order of arrival, both places and both notice logs.
func (tx *Tx) storeInPair(m *Message, h Head) (notices [2]uint64, err error) {
	a := arrived{Time: h.Time, Pos: m.Pos(), Counts: m.Counts}
	if err := tx.put(u64(tx.newKey(kindArrived).conv(m.Conv), m.Number), a.encode(tx.value)); err != nil {
		return notices, err
	}
	from, to := side(m.Conv, m.From), 1-side(m.Conv, m.From)
	if notices[from], err = tx.storeForSide(m, m.From, FlagSenderDoesNotKeep); err != nil || m.Conv.A == m.Conv.B {
		return notices, err
	}
	notices[to], err = tx.storeForSide(m, m.Conv.Peer(m.From), FlagReceiverDoesNotKeep)
	return notices, err
}

// storeForSide makes an account's place and its notice, unless there is the flag that
// this side does without.
func (tx *Tx) storeForSide(m *Message, account uint64, without Flags) (notice uint64, err error) {
	if m.Flags.Has(without) {
		return 0, nil
	}
	if err := tx.ensurePlace(m.Conv, account, Place{}); err != nil || m.Flags.Has(FlagImported) {
		return 0, err
	}
	ref := refer(m.Conv)
	n := noted{Notice: Notice{Time: tx.now.UnixMilli()}, Conv: &ref, Pos: m.Pos()}
	return tx.note(m.Conv.App, account, n)
}

// ensurePlace makes a place if there is none.
func (tx *Tx) ensurePlace(conv id.Conv, account uint64, fresh Place) error {
	_, ok, err := tx.Place(conv, account)
	if err != nil || ok {
		return err
	}
	fresh.Conv, fresh.Account = conv, account
	return tx.setPlace(fresh)
}

// Pass writes a message that is not stored (online-only, live rooms) into the
// arrival log for those who follow it. It needs no touch.
func (tx *Tx) Pass(m Message) error {
	return tx.record(Entry{Kind: EntryPassed, Conv: m.Conv, Message: &m})
}

// Tell writes what others than the timelines have to say of a conversation into the
// arrival log, in its order, for those who follow it. It needs no touch.
func (tx *Tx) Tell(conv id.Conv, what []byte) error {
	return tx.record(Entry{Kind: EntryTold, Conv: conv, What: what})
}
