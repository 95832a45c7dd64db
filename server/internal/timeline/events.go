package timeline

import "github.com/teahouse-chat/teahouse/server/internal/id"

// The events of this package go to the hub after the sync, in the order of the
// changes. Message fields are shared with other subscribers: don't change them.

// Appended says that a message was stored. Imported messages do not say it, nor
// do repeats. Subscribers get a pointer: there are several, and it is large.
type Appended struct {
	Message Message // with Meta and Origin as the caller gave them
	// Notices are the numbers of the entries in the notice logs of Conv.A and
	// Conv.B; 0 where there is none (always so in groups).
	Notices [2]uint64
}

// Recalled says that a message was recalled.
type Recalled struct{ Message Message }

// Edited says that body or custom data of a message changed.
type Edited struct{ Message Message }

// Receipted says that the receiver of a one-to-one message sent a receipt for it.
type Receipted struct{ Message Message }

// Marked says that an account's read mark moved forward.
type Marked struct {
	Conv    id.Conv
	Account uint64
	Before  uint64 // the mark until now
	Number  uint64 // read up to and with this number (in a group a MsgSeq)
	Time    uint32 // time of that message, seconds
	Origin  uint64 // instance that reported it, 0 if none
	// Together says that it is one of many marks which the account's devices are told
	// of at once, by whoever moved them.
	Together bool
}
