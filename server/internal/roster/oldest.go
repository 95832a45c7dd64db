package roster

import "github.com/teahouse-chat/teahouse/server/internal/store"

// Oldest returns the member of a role who joined first; Role None: there is none.
func Oldest(tx *store.Tx, group uint64, role Role) (Member, error) {
	page, err := pageOf(tx, group, []Role{role}, 0, 1)
	if err != nil || len(page) == 0 {
		return Member{}, err
	}
	return page[0], nil
}
