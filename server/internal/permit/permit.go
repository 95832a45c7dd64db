// Package permit owns the permission groups of communities: sets of members with
// bits of what they may do in all of a community and in single topics. What the
// bits allow is for the rooms to say.
//
// Changes are made by the functions that take a transaction; they emit Changed and
// Assigned. Questions on the path of a message are answered from memory.
package permit

import (
	"context"
	"time"

	"github.com/teahouse-chat/teahouse/server/internal/event"
	"github.com/teahouse-chat/teahouse/server/internal/roster"
	"github.com/teahouse-chat/teahouse/server/internal/store"
)

// Group is a permission group.
type Group struct {
	ID      uint64 // internal number, never used again
	App     uint32
	Group   uint64 // its community
	Name    string // PermissionGroupId
	Title   string // PermissionGroupName
	Custom  string
	Bits    int64 // in all of the community
	Created time.Time
	Topics  map[uint64]int64 // bits in single topics, by their numbers
}

// Changed says that the permission groups of a community did, apart from who is in
// them.
type Changed struct{ Group uint64 }

// Assigned says that an account came into a permission group of a community, or
// left one.
type Assigned struct{ Group, Account uint64 }

type memberKey struct{ group, account uint64 }

// Bounds of what is remembered.
const (
	mostGroups  = 50_000
	mostMembers = 500_000
)

// Permits answers questions about permission groups.
type Permits struct {
	db  *store.DB
	ids *store.Numbers
	all *roster.Cache[uint64, []*Group]    // of a community
	of  *roster.Cache[memberKey, []uint64] // of a member
}

// New returns the Permits of a database, which hear of changes through events.
func New(db *store.DB, events *event.Hub) *Permits {
	p := &Permits{db: db, ids: store.NewNumbers(db, "permit", 1, 100),
		all: roster.NewCache[uint64, []*Group](mostGroups), of: roster.NewCache[memberKey, []uint64](mostMembers)}
	event.On(events, func(_ context.Context, e Changed) { p.all.Drop(e.Group) })
	event.On(events, func(_ context.Context, e Assigned) { p.of.Drop(memberKey{e.Group, e.Account}) })
	return p
}

// NewID draws the internal number of a permission group.
func (p *Permits) NewID(ctx context.Context) (uint64, error) { return p.ids.Next(ctx) }

// All returns the permission groups of a community in the order in which they were
// made: from memory when it was asked for before. They must not be changed.
func (p *Permits) All(ctx context.Context, group uint64) ([]*Group, error) {
	return p.all.Get(group, func() (all []*Group, err error) {
		err = p.db.View(ctx, func(tx *store.Tx) error {
			all, err = groupsOf(tx, group)
			return err
		})
		return all, err
	})
}

// Bits returns what an account may do by the permission groups that it is in: in
// all of a community, and in one of its topics (0: none is meant).
func (p *Permits) Bits(ctx context.Context, group, account, topic uint64) (everywhere, inTopic int64, err error) {
	mine, err := p.of.Get(memberKey{group, account}, func() (mine []uint64, err error) {
		err = p.db.View(ctx, func(tx *store.Tx) error {
			mine, err = assignedTo(tx, group, account)
			return err
		})
		return mine, err
	})
	if err != nil || len(mine) == 0 {
		return 0, 0, err
	}
	all, err := p.All(ctx, group)
	if err != nil {
		return 0, 0, err
	}
	for _, g := range all {
		for _, n := range mine {
			if g.ID == n {
				everywhere |= g.Bits
				inTopic |= g.Topics[topic]
			}
		}
	}
	return everywhere, inTopic, nil
}

// Counts returns how many members permission groups of a community have, by their
// numbers.
func (p *Permits) Counts(ctx context.Context, group uint64) (counts map[uint64]int, err error) {
	err = p.db.View(ctx, func(tx *store.Tx) error {
		counts, err = countsIn(tx, group)
		return err
	})
	return counts, err
}

// Members returns the accounts in a permission group in the order of their numbers:
// those behind after, at most limit.
func (p *Permits) Members(ctx context.Context, permit, after uint64, limit int) (all []uint64, err error) {
	err = p.db.View(ctx, func(tx *store.Tx) error {
		all, err = membersOf(tx, permit, after, limit)
		return err
	})
	return all, err
}
