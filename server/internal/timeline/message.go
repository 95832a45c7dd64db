package timeline

import (
	"encoding/json"

	"github.com/teahouse-chat/teahouse/server/internal/id"
)

// Flags are the properties of a message that are bits.
type Flags uint32

// The values are stored data.
const (
	FlagTip                 Flags = 1 << iota // Body is the object of a group tip, not an array of elements
	FlagNoUnread                              // does not count as unread
	FlagNoLastMsg                             // is not shown as a conversation's last message
	FlagNeedReadReceipt                       // the sender asked for read receipts
	FlagSupportExtension                      // message extensions may be set
	FlagRelay                                 // a forwarded message (IsRelayMsg)
	FlagImported                              // history of another system: keeps its Time, does not count, is told to nobody
	FlagRecalled                              // keeps its body
	FlagSenderDoesNotKeep                     // missing in the sender's history, list and notice log; in a group the sender gets no place by it
	FlagReceiverDoesNotKeep                   // missing in the receiver's (one-to-one); does not count
	FlagPeerRead                              // the receiver sent a receipt for this message (one-to-one)
	FlagRisk                                  // has words that are marked as risky
)

// Has reports whether all of x are set.
func (f Flags) Has(x Flags) bool { return f&x == x }

// With returns f with x set or not.
func (f Flags) With(x Flags, set bool) Flags {
	if set {
		return f | x
	}
	return f &^ x
}

// Message is a message of a conversation. To append one, fill in the upper half;
// Append sets the lower half and, where it says so, Seq and Time.
type Message struct {
	Conv        id.Conv `cbor:"-"`
	From        uint64  `cbor:"1,keyasint"` // internal id of the sender; 0: the system
	FromAccount string  `cbor:"2,keyasint,omitempty"`
	ToAccount   string  `cbor:"3,keyasint,omitempty"` // one-to-one

	// Seq is MsgSeq. In a group Append sets it: 1, 2, 3 ... without a gap. In a
	// one-to-one conversation it is the caller's, below 2^32.
	Seq    uint64 `cbor:"4,keyasint"`
	Random uint32 `cbor:"5,keyasint,omitempty"` // MsgRandom, Random
	// ReqSeq is the MsgSeq as the one-to-one request had it, 0 if it had none;
	// it is part of the repeat key, where Seq may have been drawn by the server.
	ReqSeq    uint64 `cbor:"15,keyasint,omitempty"`
	ClientSeq uint64 `cbor:"6,keyasint,omitempty"` // group
	// Time is in seconds. 0 takes now. Append never lets it go back within a
	// conversation nor lie in the future, except that imported one-to-one
	// messages keep what they have.
	Time            uint32          `cbor:"7,keyasint"`
	ClientTime      uint32          `cbor:"8,keyasint,omitempty"` // seconds
	Body            json.RawMessage `cbor:"9,keyasint,omitempty"`
	CloudCustomData string          `cbor:"10,keyasint,omitempty"`
	Flags           Flags           `cbor:"11,keyasint,omitempty"`
	Priority        uint8           `cbor:"12,keyasint,omitempty"`
	AtInfo          json.RawMessage `cbor:"13,keyasint,omitempty"` // GroupAtInfo as sent
	// Targets are the only ones (besides the sender) who may see a group message
	// sent to some members. Such a message does not count as unread.
	Targets []uint64 `cbor:"14,keyasint,omitempty"`
	// Memo is what the room that sent the message keeps with it for itself; it is
	// shown to nobody.
	Memo []byte `cbor:"23,keyasint,omitempty"`
	// Meta is for those who follow the arrival log (offline push, address and
	// platform of the sender ...): raw JSON that is kept there, not in history.
	Meta json.RawMessage `cbor:"-"`
	// Origin is the instance that sent it, for Appended; 0 if none. Not stored.
	Origin uint64 `cbor:"-"`

	// Milli is the part of the second Time in which a group message arrived,
	// milliseconds; 0 where that is not known.
	Milli uint16 `cbor:"22,keyasint,omitempty"`
	// Number is the number of arrival within the conversation, from 1. In a
	// group it is Seq.
	Number uint64 `cbor:"17,keyasint"`
	// Counts are the countable messages that had arrived with this one: of a
	// group in Counts[0]; one-to-one those sent by Conv.A and by Conv.B.
	Counts       [2]uint64 `cbor:"18,keyasint"`
	Version      uint32    `cbor:"16,keyasint,omitempty"` // number of edits
	Revoker      string    `cbor:"19,keyasint,omitempty"` // account that recalled it
	RevokeReason string    `cbor:"20,keyasint,omitempty"`
	RevokeTime   int64     `cbor:"21,keyasint,omitempty"` // microseconds
}

// Pos names a message within its conversation: in a group Seq alone, one-to-one
// all three.
type Pos struct {
	Time   uint32 `cbor:"1,keyasint,omitempty"`
	Seq    uint64 `cbor:"2,keyasint,omitempty"`
	Random uint32 `cbor:"3,keyasint,omitempty"`
}

// Seq names a group message.
func Seq(n uint64) Pos { return Pos{Seq: n} }

// Pos returns the name of m within its conversation.
func (m *Message) Pos() Pos {
	if m.Conv.Kind == id.Group {
		return Seq(m.Seq)
	}
	return Pos{Time: m.Time, Seq: m.Seq, Random: m.Random}
}

// Countable reports whether m adds to the unread count of its receivers. A
// recalled message stays countable: what was counted is subtracted on reading.
func (m *Message) Countable() bool {
	return m.Flags&(FlagNoUnread|FlagImported|FlagReceiverDoesNotKeep) == 0 && len(m.Targets) == 0
}

// side is the direction of a message, and the index of Counts it adds to.
func side(c id.Conv, from uint64) int {
	if c.Kind == id.OneToOne && from == c.B && c.A != c.B {
		return 1
	}
	return 0
}

// Head is the end of a conversation.
type Head struct {
	Number uint64    `cbor:"1,keyasint"`           // messages that have arrived; in a group the last MsgSeq
	Counts [2]uint64 `cbor:"2,keyasint"`           // as in the last message
	Time   uint32    `cbor:"3,keyasint,omitempty"` // of the last live message, seconds
	// Last names the newest message that may be shown in conversation lists
	// (not FlagNoLastMsg, not targeted); HasLast tells whether there is one.
	Last    Pos  `cbor:"4,keyasint"`
	HasLast bool `cbor:"5,keyasint,omitempty"`
	// LastRecall is the time of the newest recall in microseconds, or 0.
	LastRecall int64 `cbor:"6,keyasint,omitempty"`
	// Cleared is up to which number nobody but admins sees the messages.
	Cleared uint64 `cbor:"7,keyasint,omitempty"`
	Dropped bool   `cbor:"8,keyasint,omitempty"` // DropConversation was called

	ClearedCount uint64 `cbor:"9,keyasint,omitempty"`  // Counts[0] at Cleared
	Recalled     uint64 `cbor:"10,keyasint,omitempty"` // highest number of a recalled countable message
	Top          Pos    `cbor:"11,keyasint"`           // highest position, imported ones included
	Imports      uint64 `cbor:"12,keyasint,omitempty"` // how many were imported

	Expired       uint64    `cbor:"13,keyasint,omitempty"` // up to which number messages were deleted for their age
	ExpiredCounts [2]uint64 `cbor:"14,keyasint"`           // Counts there
}
