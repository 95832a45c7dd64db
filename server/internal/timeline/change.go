package timeline

import (
	"math"

	"github.com/teahouse-chat/teahouse/server/internal/id"
)

// Recall marks a message as recalled; its body stays. If it was countable, it
// stops counting as unread. It needs InConv. Errors: ErrNoMessage, ErrRecalled.
func (tx *Tx) Recall(conv id.Conv, pos Pos, revoker, reason string) (Message, error) {
	m, err := tx.change(conv, pos)
	if err != nil {
		return m, err
	}
	h, err := tx.Head(conv)
	if err != nil {
		return m, err
	}
	at := max(tx.now.UnixMicro(), h.LastRecall+1) // a client asks for what came after the last it knows
	m.Flags |= FlagRecalled
	m.Revoker, m.RevokeReason, m.RevokeTime = revoker, reason, at
	h.LastRecall = at
	if m.Countable() {
		h.Recalled = max(h.Recalled, m.Number)
		if err := tx.b.Set(numberKey(kindRecall, conv, m.Number), u64(nil, m.From)); err != nil {
			return m, err
		}
	}
	if err := tx.b.Set(recallsKey(conv, at).pos(conv, pos), nil); err != nil {
		return m, err
	}
	if err := tx.setHead(conv, h); err != nil {
		return m, err
	}
	tx.Emit(Recalled{Message: m})
	return m, tx.rewrite(m, EntryRecall, 0)
}

// Edit lets change alter Body, CloudCustomData, Memo and FlagRisk of a message (all else
// is put back) and raises its Version. If expect is not nil and not the message's
// Version, it returns the current message and ErrVersion. It needs InConv. Errors
// also: ErrNoMessage, ErrRecalled, and what change returns.
func (tx *Tx) Edit(conv id.Conv, pos Pos, expect *uint32, change func(m *Message) error) (Message, error) {
	m, err := tx.change(conv, pos)
	if err != nil {
		return m, err
	}
	if expect != nil && *expect != m.Version {
		return m, ErrVersion
	}
	changed := m
	if err := change(&changed); err != nil {
		return m, err
	}
	m.Body, m.CloudCustomData, m.Memo = changed.Body, changed.CloudCustomData, changed.Memo
	m.Flags = m.Flags.With(FlagRisk, changed.Flags.Has(FlagRisk))
	m.Version++
	tx.Emit(Edited{Message: m})
	return m, tx.rewrite(m, EntryEdit, 0)
}

// Receipt sets FlagPeerRead on a one-to-one message and reports whether it was
// not set before. It needs InConv. Errors: ErrNoMessage, ErrInvalid in a group.
func (tx *Tx) Receipt(conv id.Conv, pos Pos) (m Message, first bool, err error) {
	if conv.Kind != id.OneToOne {
		return m, false, ErrInvalid
	}
	if err := tx.mustTouch(InConv(conv)); err != nil {
		return m, false, err
	}
	if m, err = tx.Get(conv, pos); err != nil || m.Flags.Has(FlagPeerRead) {
		return m, false, err
	}
	m.Flags |= FlagPeerRead
	tx.Emit(Receipted{Message: m})
	return m, true, tx.rewrite(m, EntryReceipt, conv.Peer(m.From))
}

// change returns a message that may be changed.
func (tx *Tx) change(conv id.Conv, pos Pos) (Message, error) {
	if err := tx.mustTouch(InConv(conv)); err != nil {
		return Message{}, err
	}
	m, err := tx.Get(conv, pos)
	if err == nil && m.Flags.Has(FlagRecalled) {
		err = ErrRecalled
	}
	return m, err
}

func (tx *Tx) rewrite(m Message, kind EntryKind, account uint64) error {
	return tx.setMessage(&m, kind, account)
}

// Recalls of a conversation are found by time; see Log.Recalls.
func recallsBetween(conv id.Conv, since, until int64) (lo, hi key) {
	if until <= 0 || until == math.MaxInt64 {
		until = math.MaxInt64 - 1
	}
	return recallsKey(conv, max(since, 0)), recallsKey(conv, until+1)
}
