package bus

import (
	"strconv"

	"github.com/teahouse-chat/teahouse/server/internal/id"
)

// Account names the subject of everything for the sessions of one account.
//
// It is made of numbers and not of the UserID: a user may be called ">" or
// "a.b", which mean something to a broker.
func Account(app uint32, account uint64) string {
	return string(numbered("acct", app, account))
}

// Conversation names the subject of everything that the members of a
// conversation see alike.
func Conversation(c id.Conv) string {
	subject := numbered("conv", c.App, c.A)
	if c.Kind == id.OneToOne {
		subject = strconv.AppendUint(append(subject, '-'), c.B, 10)
	}
	return string(subject)
}

func numbered(word string, app uint32, n uint64) []byte {
	subject := append(make([]byte, 0, 48), word...)
	subject = strconv.AppendUint(append(subject, '.'), uint64(app), 10)
	return strconv.AppendUint(append(subject, '.'), n, 10)
}
