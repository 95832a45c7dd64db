package timeline

import (
	"slices"

	"github.com/teahouse-chat/teahouse/server/internal/id"
)

// Place is an account's place in a conversation. One-to-one places come with
// the first message that a side keeps, places in groups by Tx.Join (or by
// sending there).
type Place struct {
	Conv    id.Conv `cbor:"-"`
	Account uint64  `cbor:"-"`

	// Free to change in Tx.SetPlace:

	Joined  uint64 `cbor:"1,keyasint,omitempty"` // sees group messages above this number
	Cleared uint64 `cbor:"2,keyasint,omitempty"` // has cleared the history up to and with this number
	// Removed tells that the conversation was taken out of the account's list
	// when its head was at RemovedAt; it is listed again when the head is above.
	Removed   bool   `cbor:"3,keyasint,omitempty"`
	RemovedAt uint64 `cbor:"4,keyasint,omitempty"`
	Pinned    int64  `cbor:"5,keyasint,omitempty"` // when it was pinned, milliseconds; 0: it is not
	Left      bool   `cbor:"6,keyasint,omitempty"` // no longer a member

	// Kept by Tx.Read, Tx.SetUnread and Tx.Hide:

	Read     uint64 `cbor:"7,keyasint,omitempty"` // read up to and with this number (in a group a MsgSeq)
	ReadTime uint32 `cbor:"8,keyasint,omitempty"` // time of the last message that was read, seconds; 0: never
	// ReadCount is the count of countable messages at the mark; after SetUnread it
	// may be negative.
	ReadCount int64  `cbor:"9,keyasint,omitempty"`
	Hidden    uint32 `cbor:"10,keyasint,omitempty"` // messages it has deleted for itself
}

// Listed reports whether the conversation belongs into the account's list, given
// its head.
func (p *Place) Listed(h Head) bool {
	return !h.Dropped && !p.Left && (!p.Removed || h.Number > p.RemovedAt)
}

// sees reports whether the account sees m, apart from what it has hidden.
func (p *Place) sees(h Head, m *Message) bool {
	switch {
	case m.Number <= p.Joined, m.Number <= p.Cleared, m.Number <= h.Cleared:
		return false
	case m.From == p.Account:
		return m.Conv.Kind == id.Group || !m.Flags.Has(FlagSenderDoesNotKeep)
	case m.Flags.Has(FlagReceiverDoesNotKeep):
		return false
	}
	return len(m.Targets) == 0 || slices.Contains(m.Targets, p.Account)
}
