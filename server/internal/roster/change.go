package roster

import (
	"time"

	"github.com/teahouse-chat/teahouse/server/internal/store"
)

// Add makes accounts members. Those who are members already stay as they are. It
// returns those that came in, and how many members the group has then.
func Add(tx *store.Tx, members []Member) (added []Member, total int, err error) {
	if len(members) == 0 {
		return nil, 0, nil
	}
	g, accounts := members[0].Group, make([]uint64, len(members))
	for i, m := range members {
		accounts[i] = m.Account
	}
	came, err := insertMembers(tx, members)
	if err != nil {
		return nil, 0, err
	}
	muted, err := mutesOf(tx, g, accounts)
	if err != nil {
		return nil, 0, err
	}
	for i, m := range members {
		if !came[i] {
			continue
		}
		m.MutedUntil = muted[m.Account]
		m.Joined = m.Joined.Truncate(time.Millisecond)
		added = append(added, m)
		tx.Emit(Changed{Before: none(m), After: m})
	}
	total, err = addCount(tx, g, len(added))
	return added, total, err
}

// Remove ends memberships. Accounts that are no members are skipped. It returns
// those that were, and how many members the group has then.
func Remove(tx *store.Tx, app uint32, group uint64, accounts []uint64) (removed []Member, total int, err error) {
	for _, account := range accounts {
		before, err := Get(tx, group, account)
		if err != nil {
			return nil, 0, err
		}
		if before.Role == None {
			continue
		}
		if err := deleteMember(tx, group, account); err != nil {
			return nil, 0, err
		}
		tx.Emit(Changed{Before: before, After: none(before)})
		removed = append(removed, before)
	}
	total, err = addCount(tx, group, -len(removed))
	return removed, total, err
}

// Clear ends all memberships of a group that is no more, and its mutes. It
// returns who was in it.
func Clear(tx *store.Tx, group uint64) ([]Member, error) {
	all, err := pageOf(tx, group, []Role{Owner, Admin, Plain}, 0, -1)
	if err != nil {
		return nil, err
	}
	for _, m := range all {
		gone := none(m)
		gone.MutedUntil = 0
		tx.Emit(Changed{Before: m, After: gone})
	}
	tx.Emit(Counted{Group: group})
	return all, deleteGroup(tx, group)
}

// Set stores a changed membership of somebody who is a member.
func Set(tx *store.Tx, before, after Member) error {
	tx.Emit(Changed{Before: before, After: after})
	return updateMember(tx, after)
}

// Mute keeps an account from speaking in a group until a time in seconds; 0 ends
// it. The account need not be a member.
func Mute(tx *store.Tx, group, account uint64, until int64) (Member, error) {
	before, err := Get(tx, group, account)
	if err != nil {
		return before, err
	}
	after := before
	after.MutedUntil = until
	tx.Emit(Changed{Before: before, After: after})
	return after, setMute(tx, group, account, until)
}

// Appoint makes an account an admin of a live group, or takes that from it. changed
// tells whether it was not so before.
func Appoint(tx *store.Tx, group, account uint64, appoint bool) (changed bool, err error) {
	before, err := Get(tx, group, account)
	if err != nil || appoint == (before.Office == Admin) {
		return false, err
	}
	after := before
	after.Office = None
	if appoint {
		after.Office = Admin
	}
	tx.Emit(Changed{Before: before, After: after})
	return true, setOfficer(tx, group, account, time.Now(), appoint)
}

// Officers returns the admins of a live group in the order of their appointment.
func Officers(tx *store.Tx, group uint64) ([]uint64, error) { return officers(tx, group) }

// none is what remains of a membership that ended.
func none(m Member) Member {
	return Member{App: m.App, Group: m.Group, Account: m.Account, MutedUntil: m.MutedUntil}
}
