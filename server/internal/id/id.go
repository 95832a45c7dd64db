// Package id owns the names that stored data is built from: internal numbers of
// accounts and groups, which are never used twice, and conversations.
package id

import "strconv"

// Account is an account of an application: its UserID and the internal number
// behind it, which is its TinyId on the wire. A deleted UserID that comes back
// gets a new number, so nothing stored under the old one is seen again.
type Account struct {
	App  uint32
	ID   uint64
	Name string
}

// Tiny returns the TinyId as the protocol writes it: a decimal string.
func (a Account) Tiny() string { return strconv.FormatUint(a.ID, 10) }

// Kind tells one-to-one conversations from those of groups.
type Kind byte

// The kinds of conversations. The values are part of stored keys.
const (
	OneToOne Kind = 1
	Group    Kind = 2
)

// Conv names a conversation, and so a timeline. For OneToOne, A and B are the
// internal numbers of both accounts, A <= B. For Group, A is the internal
// number of the group (or topic) and B is 0.
type Conv struct {
	App  uint32
	Kind Kind
	A, B uint64
}

// Pair names the one-to-one conversation of two accounts, in either order.
func Pair(app uint32, x, y uint64) Conv {
	return Conv{app, OneToOne, min(x, y), max(x, y)}
}

// GroupConv names the conversation of a group.
func GroupConv(app uint32, group uint64) Conv { return Conv{App: app, Kind: Group, A: group} }

// Peer returns the other account of a one-to-one conversation.
func (c Conv) Peer(account uint64) uint64 {
	if account == c.A {
		return c.B
	}
	return c.A
}
