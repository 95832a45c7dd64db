package roster

import (
	"encoding/json"
	"errors"
	"time"

	"github.com/teahouse-chat/teahouse/server/internal/store"
)

const memberColumns = `m.app, m.grp, m.account, m.role, m.joined, m.name_card, m.msg_flag, m.fields, COALESCE(u.until, 0)`

const memberTables = `roster_members m LEFT JOIN roster_mutes u ON u.grp = m.grp AND u.account = m.account`

// Get returns an account's membership as the transaction sees it; somebody who is
// no member has Role None.
func Get(tx *store.Tx, group, account uint64) (Member, error) {
	m, err := store.Get(tx, scanMember,
		`SELECT `+memberColumns+` FROM `+memberTables+` WHERE m.grp = $1 AND m.account = $2`, group, account)
	if !errors.Is(err, store.ErrNotFound) {
		return m, err
	}
	return store.Get(tx, func(row store.Row) (Member, error) {
		m, officers := Member{Group: group, Account: account}, 0
		err := row.Scan(&m.MutedUntil, &officers)
		if officers > 0 {
			m.Office = Admin
		}
		return m, err
	}, `SELECT COALESCE((SELECT until FROM roster_mutes WHERE grp = $1 AND account = $2), 0),
		(SELECT COUNT(*) FROM roster_officers WHERE grp = $1 AND account = $2)`, group, account)
}

// Among returns those of the accounts that are members of a group.
func Among(tx *store.Tx, group uint64, accounts []uint64) (map[uint64]Member, error) {
	all, err := store.All(tx, scanMember,
		`SELECT `+memberColumns+` FROM `+memberTables+` WHERE m.grp = $1 AND m.account @in(2)`, group, accounts)
	found := make(map[uint64]Member, len(accounts))
	for _, m := range all {
		found[m.Account] = m
	}
	return found, err
}

// mutesOf returns until when accounts are or were muted in a group.
func mutesOf(tx *store.Tx, group uint64, accounts []uint64) (map[uint64]int64, error) {
	all, err := store.All(tx, scanUntil, `SELECT account, until FROM roster_mutes WHERE grp = $1 AND account @in(2)`, group, accounts)
	found := make(map[uint64]int64, len(all))
	for _, u := range all {
		found[u.Account] = u.Until
	}
	return found, err
}

func pageOf(tx *store.Tx, group uint64, roles []Role, offset, limit int) ([]Member, error) {
	return store.All(tx, scanMember,
		`SELECT `+memberColumns+` FROM `+memberTables+` WHERE m.grp = $1 AND m.role @in(2)
		 ORDER BY m.joined, m.account LIMIT $3 OFFSET $4`, group, roles, limit, offset)
}

func membersAfter(tx *store.Tx, group uint64, from Mark, limit int) ([]Member, error) {
	return store.All(tx, scanMember,
		`SELECT `+memberColumns+` FROM `+memberTables+` WHERE m.grp = $1 AND (m.joined, m.account) > ($2, $3)
		 ORDER BY m.joined, m.account LIMIT $4`, group, from.joined, from.account, limit)
}

func membersAfterOf(tx *store.Tx, group uint64, roles []Role, from Mark, limit int) ([]Member, error) {
	return store.All(tx, scanMember,
		`SELECT `+memberColumns+` FROM `+memberTables+` WHERE m.grp = $1 AND (m.joined, m.account) > ($2, $3) AND m.role @in(5)
		 ORDER BY m.joined, m.account LIMIT $4`, group, from.joined, from.account, limit, roles)
}

func staffOf(tx *store.Tx, group uint64) ([]Member, error) {
	return store.All(tx, scanMember,
		`SELECT `+memberColumns+` FROM `+memberTables+` WHERE m.grp = $1 AND m.role > $2
		 ORDER BY m.role DESC, m.joined, m.account`, group, int(Plain))
}

func countMemberships(tx *store.Tx, accounts []uint64) (map[uint64]int, error) {
	type count struct {
		account uint64
		groups  int
	}
	all, err := store.All(tx, func(row store.Row) (c count, err error) {
		err = row.Scan(&c.account, &c.groups)
		return c, err
	}, `SELECT account, COUNT(*) FROM roster_members WHERE account @in(1) GROUP BY account`, accounts)
	counts := make(map[uint64]int, len(all))
	for _, c := range all {
		counts[c.account] = c.groups
	}
	return counts, err
}

func setBan(tx *store.Tx, group, account uint64, until int64) error {
	if until == 0 {
		_, err := store.Exec(tx, `DELETE FROM roster_bans WHERE grp = $1 AND account = $2`, group, account)
		return err
	}
	_, err := store.Exec(tx, `INSERT INTO roster_bans (grp, account, until) VALUES ($1, $2, $3)
		ON CONFLICT (grp, account) DO UPDATE SET until = $3`, group, account, until)
	return err
}

func setOfficer(tx *store.Tx, group, account uint64, now time.Time, appoint bool) error {
	query, args := `DELETE FROM roster_officers WHERE grp = $1 AND account = $2`, []any{group, account}
	if appoint {
		query = `INSERT INTO roster_officers (grp, account, since) VALUES ($1, $2, $3)`
		args = append(args, now.UnixMilli())
	}
	_, err := store.Exec(tx, query, args...)
	return err
}

func officers(tx *store.Tx, group uint64) ([]uint64, error) {
	return store.All(tx, store.One[uint64], `SELECT account FROM roster_officers WHERE grp = $1 ORDER BY since, account`, group)
}

func scanUntil(row store.Row) (u Until, err error) {
	err = row.Scan(&u.Account, &u.Until)
	return u, err
}

func bansOf(tx *store.Tx, group uint64, accounts []uint64, now int64) ([]Until, error) {
	return store.All(tx, scanUntil, `SELECT account, until FROM roster_bans WHERE grp = $1 AND account @in(2) AND until > $3`,
		group, accounts, now)
}

func bans(tx *store.Tx, group uint64, now int64, offset, limit int) ([]Until, error) {
	return store.All(tx, scanUntil, `SELECT account, until FROM roster_bans WHERE grp = $1 AND until > $2
		ORDER BY until, account LIMIT $3 OFFSET $4`, group, now, limit, offset)
}

func mutes(tx *store.Tx, group uint64, now int64) ([]Until, error) {
	return store.All(tx, scanUntil, `SELECT account, until FROM roster_mutes WHERE grp = $1 AND until > $2
		ORDER BY until, account`, group, now)
}

func accountsOf(tx *store.Tx, group uint64) ([]uint64, error) {
	return store.All(tx, store.One[uint64], `SELECT account FROM roster_members WHERE grp = $1 ORDER BY joined, account`, group)
}

func membershipsOf(tx *store.Tx, account uint64) ([]Member, error) {
	return store.All(tx, scanMember,
		`SELECT `+memberColumns+` FROM `+memberTables+` WHERE m.account = $1 ORDER BY m.joined, m.grp`, account)
}

// insertMembers stores memberships of those who are not in the group, and tells which they
// are. It looks for nothing, so that groups that are next to each other in an index are not
// in each other's way on PostgreSQL.
func insertMembers(tx *store.Tx, members []Member) (came []bool, err error) {
	rows := make([][]any, len(members))
	for i, m := range members {
		rows[i] = []any{m.Group, m.Account, m.App, int(m.Role), m.Joined.UnixMilli(), m.NameCard, m.MsgFlag, encodeFields(m.Fields)}
	}
	changed, err := store.Each(tx, `INSERT INTO roster_members (grp, account, app, role, joined, name_card, msg_flag, fields)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (grp, account) DO NOTHING`, rows)
	came = make([]bool, len(members))
	for i, n := range changed {
		came[i] = n > 0
	}
	return came, err
}

func updateMember(tx *store.Tx, m Member) error {
	_, err := store.Exec(tx,
		`UPDATE roster_members SET role = $3, name_card = $4, msg_flag = $5, fields = $6 WHERE grp = $1 AND account = $2`,
		m.Group, m.Account, int(m.Role), m.NameCard, m.MsgFlag, encodeFields(m.Fields))
	return err
}

func deleteMember(tx *store.Tx, group, account uint64) error {
	_, err := store.Exec(tx, `DELETE FROM roster_members WHERE grp = $1 AND account = $2`, group, account)
	return err
}

func deleteGroup(tx *store.Tx, group uint64) error {
	for _, query := range []string{`DELETE FROM roster_members WHERE grp = $1`,
		`DELETE FROM roster_mutes WHERE grp = $1`, `DELETE FROM roster_bans WHERE grp = $1`,
		`DELETE FROM roster_groups WHERE grp = $1`, `DELETE FROM roster_officers WHERE grp = $1`} {
		if _, err := store.Exec(tx, query, group); err != nil {
			return err
		}
	}
	return nil
}

func setMute(tx *store.Tx, group, account uint64, until int64) error {
	if until == 0 {
		_, err := store.Exec(tx, `DELETE FROM roster_mutes WHERE grp = $1 AND account = $2`, group, account)
		return err
	}
	_, err := store.Exec(tx, `INSERT INTO roster_mutes (grp, account, until) VALUES ($1, $2, $3)
		ON CONFLICT (grp, account) DO UPDATE SET until = $3`, group, account, until)
	return err
}

func count(tx *store.Tx, group uint64) (int, error) {
	n, err := store.Get(tx, store.One[int], `SELECT members FROM roster_groups WHERE grp = $1`, group)
	if errors.Is(err, store.ErrNotFound) {
		return 0, nil
	}
	return n, err
}

// Count returns how many members a group has as the transaction sees it.
func Count(tx *store.Tx, group uint64) (int, error) { return count(tx, group) }

// CountToChange is Count for who changes it: it looks for nothing, so that groups that are
// next to each other in an index are not in each other's way on PostgreSQL.
func CountToChange(tx *store.Tx, group uint64) (int, error) { return addCount(tx, group, 0) }

func addCount(tx *store.Tx, group uint64, n int) (int, error) {
	total, err := store.Get(tx, store.One[int], `INSERT INTO roster_groups (grp, members) VALUES ($1, $2)
		ON CONFLICT (grp) DO UPDATE SET members = roster_groups.members + $2 RETURNING members`, group, n)
	if err == nil {
		tx.Emit(Counted{Group: group, Members: total})
	}
	return total, err
}

func scanMember(row store.Row) (Member, error) {
	var m Member
	var role int
	var joined int64
	var fields string
	err := row.Scan(&m.App, &m.Group, &m.Account, &role, &joined, &m.NameCard, &m.MsgFlag, &fields, &m.MutedUntil)
	if err != nil {
		return m, err
	}
	m.Role, m.Joined = Role(role), time.UnixMilli(joined)
	return m, json.Unmarshal([]byte(fields), &m.Fields)
}
