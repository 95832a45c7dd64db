package permit

import "github.com/teahouse-chat/teahouse/server/internal/store"

// Insert stores a new permission group.
func Insert(tx *store.Tx, g *Group) error {
	tx.Emit(Changed{g.Group})
	return insertGroup(tx, g)
}

// Save stores a changed permission group, apart from its bits in topics.
func Save(tx *store.Tx, g *Group) error {
	tx.Emit(Changed{g.Group})
	return updateGroup(tx, g)
}

// Delete ends a permission group.
func Delete(tx *store.Tx, g *Group) error {
	tx.Emit(Changed{g.Group})
	return deleteGroup(tx, g.ID)
}

// SetTopic gives a permission group bits in a topic in place of those that it has.
func SetTopic(tx *store.Tx, g *Group, topic uint64, bits int64) error {
	tx.Emit(Changed{g.Group})
	return putTopic(tx, g, topic, bits)
}

// DropTopic takes all bits in a topic from a permission group.
func DropTopic(tx *store.Tx, g *Group, topic uint64) error {
	tx.Emit(Changed{g.Group})
	return deleteTopic(tx, g.ID, topic)
}

// ForgetTopic takes a topic that is no more from all permission groups.
func ForgetTopic(tx *store.Tx, group, topic uint64) error {
	tx.Emit(Changed{group})
	return deleteTopicOfAll(tx, topic)
}

// Assign puts an account into a permission group. It reports whether that is new.
func Assign(tx *store.Tx, g *Group, account uint64) (fresh bool, err error) {
	fresh, err = insertMember(tx, g, account)
	if fresh {
		tx.Emit(Assigned{g.Group, account})
	}
	return fresh, err
}

// Unassign takes an account out of a permission group.
func Unassign(tx *store.Tx, g *Group, account uint64) error {
	tx.Emit(Assigned{g.Group, account})
	return deleteMember(tx, g.ID, account)
}

// Leave takes accounts that are no members of a community any more out of its
// permission groups.
func Leave(tx *store.Tx, group uint64, accounts []uint64) error {
	for _, account := range accounts {
		tx.Emit(Assigned{group, account})
	}
	return deleteMembers(tx, group, accounts)
}

// Clear ends all permission groups of a community that is no more.
func Clear(tx *store.Tx, group uint64) error {
	all, err := groupsOf(tx, group)
	if err != nil {
		return err
	}
	for _, g := range all {
		if err := Delete(tx, g); err != nil {
			return err
		}
	}
	return nil
}
