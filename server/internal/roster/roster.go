// Package roster owns who is in which stored group, as what: memberships with
// their roles, name cards, message options and custom fields, and mutes, which
// outlive membership. It knows neither commands nor the rules of group types.
//
// Changes are made by the functions that take a transaction; they emit Changed
// and Counted. Questions on the path of a message are answered from memory.
package roster

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"github.com/teahouse-chat/teahouse/server/internal/event"
	"github.com/teahouse-chat/teahouse/server/internal/store"
	"github.com/teahouse-chat/teahouse/wire/group"
)

// Role is a member's rank in a group. A higher number outranks a lower one. The
// values are stored, and stand in messages.
type Role int

// The roles.
const (
	None   Role = 0 // no member
	Plain  Role = 200
	Admin  Role = 300
	Owner  Role = 400
	Master Role = 1000 // an App admin over REST; never stored
)

// String returns the role as the wire has it.
func (r Role) String() string {
	switch r {
	case Plain:
		return group.RoleMember
	case Admin:
		return group.RoleAdmin
	case Owner:
		return group.RoleOwner
	}
	return group.NotMember
}

// ParseRole is the opposite of String; unknown words are None.
func ParseRole(s string) Role {
	for _, r := range []Role{Plain, Admin, Owner} {
		if r.String() == s {
			return r
		}
	}
	return None
}

// Member is an account's membership in a group. With Role None it is none, and
// only MutedUntil and Office may be set.
type Member struct {
	App        uint32
	Group      uint64
	Account    uint64
	Role       Role
	Joined     time.Time
	NameCard   string
	MsgFlag    string
	Fields     []group.Field
	MutedUntil int64 // seconds; 0: never was
	// Office is Admin for those who are that in a live group, in which nobody has a
	// membership; else None.
	Office Role
}

// Muted tells whether the account may not speak at a time.
func (m *Member) Muted(now time.Time) bool { return m.MutedUntil > now.Unix() }

// MuteLeft returns until when the account is muted, 0 if it is not.
func (m *Member) MuteLeft(now time.Time) int64 {
	if !m.Muted(now) {
		return 0
	}
	return m.MutedUntil
}

// Changed says that a membership began, changed or ended, or that a mute did.
type Changed struct {
	Before, After Member // Role None: no member
}

// Counted says how many members a group has now.
type Counted struct {
	Group   uint64
	Members int
}

type memberKey struct{ group, account uint64 }

// most bounds the cached memberships: about 200 bytes each.
const most = 500_000

// Roster answers questions about memberships.
type Roster struct {
	db      *store.DB
	members *Cache[memberKey, Member]
	counts  *Cache[uint64, int]
	of      *Cache[uint64, []Member] // by account
}

// mostOf bounds the accounts whose memberships are remembered, if they have few of them.
const (
	mostOf = 100_000
	fewOf  = 10
)

// New returns the Roster of a database, which hears of changes through events.
func New(db *store.DB, events *event.Hub) *Roster {
	r := &Roster{db: db, members: NewCache[memberKey, Member](most), counts: NewCache[uint64, int](most / 10),
		of: NewExact[uint64](db, mostOf, func(all []Member) bool { return len(all) <= fewOf })}
	event.On(events, func(_ context.Context, e Changed) { // of all who come, few say something
		r.members.Renew(memberKey{e.After.Group, e.After.Account}, e.After)
		r.of.Drop(e.After.Account)
	})
	event.On(events, func(_ context.Context, e event.AccountCreated) { r.of.Put(e.Account.ID, nil) })
	event.On(events, func(_ context.Context, e Counted) { r.counts.Put(e.Group, e.Members) })
	return r
}

// Member returns an account's membership in a group: from memory when it was
// asked for before. Somebody who is no member has Role None.
func (r *Roster) Member(ctx context.Context, group, account uint64) (Member, error) {
	return r.members.Get(memberKey{group, account}, func() (m Member, err error) {
		err = r.db.View(ctx, func(tx *store.Tx) error {
			m, err = Get(tx, group, account)
			return err
		})
		return m, err
	})
}

// Count returns how many members a group has, from memory when it was asked for
// before.
func (r *Roster) Count(ctx context.Context, group uint64) (int, error) {
	return r.counts.Get(group, func() (n int, err error) {
		err = r.db.View(ctx, func(tx *store.Tx) error {
			n, err = count(tx, group)
			return err
		})
		return n, err
	})
}

// Page returns members of a group in the order in which they joined: those with
// one of the roles (none given: all), after the first offset of them, at most
// limit (0: all).
func (r *Roster) Page(ctx context.Context, group uint64, roles []Role, offset, limit int) ([]Member, error) {
	if len(roles) == 0 {
		roles = []Role{Owner, Admin, Plain}
	}
	if limit == 0 {
		limit = -1
	}
	var page []Member
	err := r.db.View(ctx, func(tx *store.Tx) (err error) {
		page, err = pageOf(tx, group, roles, offset, limit)
		return err
	})
	return page, err
}

// Accounts returns the internal numbers of all members of a group, in the order
// in which they joined.
func (r *Roster) Accounts(ctx context.Context, group uint64) ([]uint64, error) {
	var all []uint64
	err := r.db.View(ctx, func(tx *store.Tx) (err error) {
		all, err = accountsOf(tx, group)
		return err
	})
	return all, err
}

// Of returns the memberships of an account, the oldest first: from memory when they are
// few and were asked for before.
func (r *Roster) Of(ctx context.Context, account uint64) ([]Member, error) {
	all, err := r.of.Get(account, func() (all []Member, err error) {
		err = r.db.View(ctx, func(tx *store.Tx) error {
			all, err = membershipsOf(tx, account)
			return err
		})
		return all, err
	})
	return slices.Clone(all), err
}

func encodeFields(fields []group.Field) string {
	if len(fields) == 0 {
		return "[]"
	}
	raw, err := json.Marshal(fields)
	if err != nil {
		panic(err) // strings always encode
	}
	return string(raw)
}
