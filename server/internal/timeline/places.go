package timeline

import (
	"github.com/teahouse-chat/teahouse/server/internal/id"
)

// Join gives an account a fresh place at the head of a conversation: nothing is
// unread; history before it is seen if history is set. A place that it has is
// kept as it is unless it had left. It needs OfAccount.
func (tx *Tx) Join(conv id.Conv, account uint64, history bool) (Place, error) {
	old, ok, err := tx.Place(conv, account)
	if err != nil || ok && !old.Left {
		return old, err
	}
	h, err := tx.Head(conv)
	if err != nil {
		return old, err
	}
	p := Place{Conv: conv, Account: account, Cleared: old.Cleared, Hidden: old.Hidden}
	if !history {
		p.Joined = h.Number
	}
	return tx.markAt(h, p, h.Number)
}

// SetPlace lets change alter the account's place (the fields free to change;
// others are put back), which comes into being if missing. It needs OfAccount.
func (tx *Tx) SetPlace(conv id.Conv, account uint64, change func(p *Place)) (Place, error) {
	p, _, err := tx.Place(conv, account)
	if err != nil {
		return p, err
	}
	p.Conv, p.Account = conv, account
	changed := p
	change(&changed)
	p.Joined, p.Cleared = changed.Joined, changed.Cleared
	p.Removed, p.RemovedAt = changed.Removed, changed.RemovedAt
	p.Pinned, p.Left = changed.Pinned, changed.Left
	return p, tx.setPlace(p)
}

// Clear makes the account see nothing of what is there now, and counts it as
// read (Marked goes out if that was new). It needs OfAccount. Errors: ErrNoPlace.
func (tx *Tx) Clear(conv id.Conv, account uint64) (Place, error) {
	h, p, err := tx.own(conv, account)
	if err != nil {
		return p, err
	}
	p.Cleared = h.Number
	if p.Read < h.Number {
		return tx.moveMark(h, p, h.Number, Marked{})
	}
	return p, tx.setPlace(p)
}

// ClearAll hides group messages up to and with seq (0: all that are there) from
// all accounts and from their unread counts; reads for account 0 still return
// them. What was cleared stays so. It needs InConv.
func (tx *Tx) ClearAll(conv id.Conv, seq uint64) error {
	if conv.Kind != id.Group {
		return ErrInvalid
	}
	if err := tx.mustTouch(InConv(conv)); err != nil {
		return err
	}
	h, err := tx.Head(conv)
	if err != nil {
		return err
	}
	if seq == 0 {
		seq = h.Number
	}
	if seq = min(seq, h.Number); seq <= h.Cleared {
		return nil
	}
	counts, _, err := countsAt(tx.b, h, conv, seq)
	if err != nil {
		return err
	}
	h.Cleared, h.ClearedCount = seq, counts[0]
	return tx.setHead(conv, h)
}

// Hide deletes a message for one account only. Hiding twice is no error. It needs
// OfAccount. Errors: ErrNoMessage, ErrNoPlace.
func (tx *Tx) Hide(conv id.Conv, account uint64, pos Pos) error {
	_, p, err := tx.own(conv, account)
	if err != nil {
		return err
	}
	if _, err := tx.Get(conv, pos); err != nil {
		return err
	}
	k := hiddenKey(account, conv).pos(conv, pos)
	if there, err := tx.b.Get(k); err != nil || there != nil {
		return err
	}
	p.Hidden++
	if err := tx.b.Set(k, nil); err != nil {
		return err
	}
	return tx.setPlace(p)
}

// DropConversation deletes all messages of a conversation and all that belongs to
// them; the conversation takes no further ones (ErrDropped). Places stay until
// DropPlace, but are not listed. It needs InConv.
func (tx *Tx) DropConversation(conv id.Conv) error {
	if err := tx.mustTouch(InConv(conv)); err != nil {
		return err
	}
	h, err := tx.Head(conv)
	if err != nil {
		return err
	}
	for _, kind := range []byte{kindMessage, kindArrived, kindOwn, kindRecall, kindRecalls, kindSide} {
		if err := tx.dropPrefix(convKey(kind, conv)); err != nil {
			return err
		}
	}
	return tx.setHead(conv, Head{Number: h.Number, Counts: h.Counts, Time: h.Time, Dropped: true})
}

// DropPlace deletes an account's place and what it has hidden there. It needs
// OfAccount.
func (tx *Tx) DropPlace(conv id.Conv, account uint64) error {
	if err := tx.mustTouch(OfAccount(conv.App, account)); err != nil {
		return err
	}
	if err := check(conv, Pos{}); err != nil {
		return err
	}
	if err := tx.dropPrefix(hiddenKey(account, conv)); err != nil {
		return err
	}
	tx.stagePlace(placeID{conv, account}, nil)
	return tx.b.Delete(placeKey(account, conv))
}

// DropAccount deletes all places, hidden marks and notices of an account; not its
// messages, which belong to their conversations. It needs OfAccount.
func (tx *Tx) DropAccount(app uint32, account uint64) error {
	if err := tx.TrimNotices(app, account, ^uint64(0)); err != nil {
		return err
	}
	places, err := readPlaces(tx.b, app, account)
	if err != nil {
		return err
	}
	for _, p := range places {
		tx.stagePlace(placeID{p.Conv, account}, nil)
	}
	if err := tx.dropPrefix(accountKey(kindHidden, app, account)); err != nil {
		return err
	}
	return tx.dropPrefix(accountKey(kindPlace, app, account))
}
