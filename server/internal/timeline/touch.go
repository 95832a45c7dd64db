package timeline

import (
	"fmt"

	"github.com/teahouse-chat/teahouse/server/internal/id"
)

// Touch announces what a function given to Update writes, or reads in order to
// write. An engine that several nodes share locks it, in a common order.
type Touch struct {
	conv    id.Conv // zero: an account
	app     uint32
	account uint64
	name    string // of a follower, if neither
}

// InConv announces messages and head of a conversation. For a one-to-one
// conversation it includes both accounts.
func InConv(c id.Conv) Touch { return Touch{conv: c} }

// OfAccount announces everything an account owns: its places, what it has
// hidden, its notice log.
func OfAccount(app uint32, account uint64) Touch { return Touch{app: app, account: account} }

// Conv returns the conversation that is announced, and whether it is one.
func (t Touch) Conv() (id.Conv, bool) { return t.conv, t.conv.Kind != 0 }

// Account returns the account that is announced, if it is one.
func (t Touch) Account() (app uint32, account uint64) { return t.app, t.account }

func (t Touch) covers(x Touch) bool {
	if t == x {
		return true
	}
	return t.conv.Kind == id.OneToOne && x.conv.Kind == 0 && x.app == t.conv.App &&
		(x.account == t.conv.A || x.account == t.conv.B)
}

// mustTouch is asked before every write.
func (tx *Tx) mustTouch(x Touch) error {
	for _, t := range tx.touch {
		if t.covers(x) {
			return nil
		}
	}
	return fmt.Errorf("%w: %+v", ErrTouch, x)
}
