package bus

import (
	"fmt"

	"github.com/teahouse-chat/teahouse/server/internal/id"
)

// Subject is what something is published on. It is made of numbers and not of names: a
// user may be called ">" or "a.b", which mean something to a broker; and to make one, as
// for every message, takes no memory.
type Subject struct {
	app  uint32
	kind id.Kind // 0: of an account
	a, b uint64  // as those of id.Conv, or the account and 0
}

// Account is the subject of everything for the sessions of one account.
func Account(app uint32, account uint64) Subject { return Subject{app: app, a: account} }

// Conversation is the subject of everything that the members of a conversation see
// alike.
func Conversation(c id.Conv) Subject { return Subject{app: c.App, kind: c.Kind, a: c.A, b: c.B} }

// String returns the name of the subject.
func (s Subject) String() string {
	switch s.kind {
	case id.OneToOne:
		return fmt.Sprintf("conv.%d.%d-%d", s.app, s.a, s.b)
	case id.Group:
		return fmt.Sprintf("conv.%d.%d", s.app, s.a)
	}
	return fmt.Sprintf("acct.%d.%d", s.app, s.a)
}
