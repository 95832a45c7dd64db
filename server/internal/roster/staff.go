package roster

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/teahouse-chat/teahouse/server/internal/store"
)

// Staff returns the owner and the admins of a group, the owner first. Its cost
// does not depend on the other members.
func Staff(tx *store.Tx, group uint64) ([]Member, error) { return staffOf(tx, group) }

// Memberships returns in how many groups accounts are.
func Memberships(tx *store.Tx, accounts []uint64) (map[uint64]int, error) {
	return countMemberships(tx, accounts)
}

// Mark is a place in the list of a group's members: behind the member that has
// it. The zero Mark is the beginning.
type Mark struct {
	joined  int64 // milliseconds
	account uint64
}

// String is the Mark as ParseMark takes it; "" for the beginning.
func (m Mark) String() string {
	if m == (Mark{}) {
		return ""
	}
	return strconv.FormatInt(m.joined, 36) + "." + strconv.FormatUint(m.account, 36)
}

// ParseMark is the opposite of String.
func ParseMark(s string) (m Mark, ok bool) {
	if s == "" || s == "0" {
		return m, true
	}
	joined, account, ok := strings.Cut(s, ".")
	var err, failed error
	m.joined, err = strconv.ParseInt(joined, 36, 64)
	m.account, failed = strconv.ParseUint(account, 36, 63)
	return m, ok && err == nil && failed == nil
}

// After returns members of a group in the order in which they joined: those with
// one of the roles (none given: all), behind a Mark, at most limit. next is where
// to go on, the zero Mark at the end. A page costs the same wherever it is.
func (r *Roster) After(ctx context.Context, group uint64, roles []Role, from Mark, limit int) (page []Member, next Mark, err error) {
	err = r.db.View(ctx, func(tx *store.Tx) error {
		page, err = pageAfter(tx, group, roles, from, limit)
		return err
	})
	if err == nil && len(page) == limit {
		last := page[limit-1]
		next = Mark{last.Joined.UnixMilli(), last.Account}
	}
	return page, next, err
}

func pageAfter(tx *store.Tx, group uint64, roles []Role, from Mark, limit int) ([]Member, error) {
	if len(roles) == 0 {
		return membersAfter(tx, group, from, limit)
	}
	if slices.Contains(roles, Plain) { // only some of the few others are passed over
		return membersAfterOf(tx, group, roles, from, limit)
	}
	staff, err := staffOf(tx, group)
	if err != nil {
		return nil, err
	}
	staff = slices.DeleteFunc(staff, func(m Member) bool {
		joined := time.UnixMilli(from.joined)
		return !slices.Contains(roles, m.Role) || m.Joined.Before(joined) || m.Joined.Equal(joined) && m.Account <= from.account
	})
	slices.SortFunc(staff, func(a, b Member) int {
		if c := a.Joined.Compare(b.Joined); c != 0 {
			return c
		}
		return int(int64(a.Account) - int64(b.Account))
	})
	return staff[:min(limit, len(staff))], nil
}
