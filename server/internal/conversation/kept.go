package conversation

import (
	"context"

	"github.com/teahouse-chat/teahouse/server/internal/id"
	"github.com/teahouse-chat/teahouse/server/internal/store"
	"github.com/teahouse-chat/teahouse/wire/recent"
)

// kept is all that an account keeps of its conversations in the records. It is not to be
// changed, for others have it, too.
type kept struct {
	marks   map[target]marks
	grouped map[target][]grouped
	groups  []recent.GroupItem
	options map[uint64]int
}

// keptChanged says that some of it changed.
type keptChanged struct{ owner uint64 }

// mostKept bounds the accounts of which it is remembered, if it is little: below a
// kilobyte each.
const (
	mostKept   = 100_000
	littleKept = 10
)

func (k kept) little() bool {
	return len(k.marks)+len(k.grouped)+len(k.groups)+len(k.options) <= littleKept
}

func (s *Service) kept(ctx context.Context, owner id.Account) (kept, error) {
	return s.keeps.Get(owner.ID, func() (k kept, err error) {
		err = s.db.View(ctx, func(tx *store.Tx) error {
			k, err = readKept(tx, owner)
			return err
		})
		return k, err
	})
}

func readKept(tx *store.Tx, owner id.Account) (k kept, err error) {
	if k.marks, err = marksOf(tx, owner); err != nil {
		return k, err
	}
	if k.grouped, err = groupedOf(tx, owner); err != nil {
		return k, err
	}
	if k.groups, err = groupsOf(tx, owner); err != nil {
		return k, err
	}
	k.options, err = optionsOf(tx, owner.App, owner.ID)
	return k, err
}

// in returns the numbers of the groups that hold a conversation.
func (k *kept) in(t target) []uint64 {
	numbers := make([]uint64, 0, len(k.grouped[t]))
	for _, g := range k.grouped[t] {
		numbers = append(numbers, g.group)
	}
	return numbers
}

// changed returns when marks or groups of a conversation changed last, in seconds.
func (k *kept) changed(t target) int64 {
	at := k.marks[t].changed
	for _, g := range k.grouped[t] {
		at = max(at, g.changed)
	}
	return at
}
