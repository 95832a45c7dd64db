package conversation

import (
	"errors"

	"github.com/teahouse-chat/teahouse/server/internal/id"
	"github.com/teahouse-chat/teahouse/server/internal/store"
	"github.com/teahouse-chat/teahouse/wire/recent"
)

// marks is the marks of a conversation.
type marks struct {
	standard uint64
	custom   string
	changed  int64 // seconds
}

type marked struct {
	target
	marks
}

func scanMarked(row store.Row) (m marked, err error) {
	var bits int64 // databases have no unsigned numbers
	err = row.Scan(&m.kind, &m.peer, &bits, &m.custom, &m.changed)
	m.standard = uint64(bits)
	return m, err
}

func marksOf(tx *store.Tx, a id.Account) (map[target]marks, error) {
	rows, err := store.All(tx, scanMarked, `SELECT kind, peer, standard, custom, changed
		FROM conversation_marks WHERE app = $1 AND owner = $2`, a.App, a.ID)
	all := map[target]marks{}
	for _, m := range rows {
		all[m.target] = m.marks
	}
	return all, err
}

// putMarks stores marks; none at all delete the row.
func putMarks(tx *store.Tx, a id.Account, t target, m marks) error {
	tx.Emit(keptChanged{a.ID})
	if m.standard == 0 && m.custom == "" {
		_, err := store.Exec(tx, `DELETE FROM conversation_marks WHERE app = $1 AND owner = $2 AND kind = $3 AND peer = $4`,
			a.App, a.ID, t.kind, t.peer)
		return err
	}
	_, err := store.Exec(tx, `INSERT INTO conversation_marks (app, owner, kind, peer, standard, custom, changed)
		VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (app, owner, kind, peer)
		DO UPDATE SET standard = excluded.standard, custom = excluded.custom, changed = excluded.changed`,
		a.App, a.ID, t.kind, t.peer, int64(m.standard), m.custom, m.changed)
	return err
}

func scanGroup(row store.Row) (g recent.GroupItem, err error) {
	return g, row.Scan(&g.GroupId, &g.GroupName)
}

func groupsOf(tx *store.Tx, a id.Account) ([]recent.GroupItem, error) {
	all, err := store.All(tx, scanGroup, `SELECT id, name FROM conversation_groups
		WHERE app = $1 AND owner = $2 ORDER BY id`, a.App, a.ID)
	if all == nil {
		all = []recent.GroupItem{}
	}
	return all, err
}

// groupNamed returns a group of conversations, or recent.ErrNoGroup.
func groupNamed(tx *store.Tx, a id.Account, name string) (recent.GroupItem, error) {
	g, err := store.Get(tx, scanGroup, `SELECT id, name FROM conversation_groups
		WHERE app = $1 AND owner = $2 AND name = $3 @lock`, a.App, a.ID, name)
	if errors.Is(err, store.ErrNotFound) {
		return g, recent.ErrNoGroup.With("%q", name)
	}
	return g, err
}

func insertGroup(tx *store.Tx, a id.Account, name string) (recent.GroupItem, error) {
	tx.Emit(keptChanged{a.ID})
	return store.Get(tx, scanGroup, `INSERT INTO conversation_groups (app, owner, id, name)
		VALUES ($1, $2, (SELECT COALESCE(MAX(id), 0) + 1 FROM conversation_groups WHERE app = $1 AND owner = $2), $3)
		RETURNING id, name`, a.App, a.ID, name)
}

func renameGroup(tx *store.Tx, a id.Account, group uint64, name string) error {
	tx.Emit(keptChanged{a.ID})
	_, err := store.Exec(tx, `UPDATE conversation_groups SET name = $4 WHERE app = $1 AND owner = $2 AND id = $3`,
		a.App, a.ID, group, name)
	return err
}

func deleteGroup(tx *store.Tx, a id.Account, group uint64) error {
	tx.Emit(keptChanged{a.ID})
	if _, err := store.Exec(tx, `DELETE FROM conversation_grouped WHERE app = $1 AND owner = $2 AND group_id = $3`,
		a.App, a.ID, group); err != nil {
		return err
	}
	_, err := store.Exec(tx, `DELETE FROM conversation_groups WHERE app = $1 AND owner = $2 AND id = $3`, a.App, a.ID, group)
	return err
}

// grouped is a conversation in a group.
type grouped struct {
	target
	group   uint64
	changed int64 // seconds
}

func scanGrouped(row store.Row) (g grouped, err error) {
	return g, row.Scan(&g.kind, &g.peer, &g.group, &g.changed)
}

func groupedOf(tx *store.Tx, a id.Account) (map[target][]grouped, error) {
	rows, err := store.All(tx, scanGrouped, `SELECT kind, peer, group_id, changed FROM conversation_grouped
		WHERE app = $1 AND owner = $2 ORDER BY group_id`, a.App, a.ID)
	all := map[target][]grouped{}
	for _, g := range rows {
		all[g.target] = append(all[g.target], g)
	}
	return all, err
}

func insertGrouped(tx *store.Tx, a id.Account, group uint64, t target, now int64) error {
	tx.Emit(keptChanged{a.ID})
	_, err := store.Exec(tx, `INSERT INTO conversation_grouped (app, owner, group_id, kind, peer, changed)
		VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (app, owner, group_id, kind, peer) DO NOTHING`,
		a.App, a.ID, group, t.kind, t.peer, now)
	return err
}

// deleteGrouped takes a conversation out of a group and tells whether it was in.
func deleteGrouped(tx *store.Tx, a id.Account, group uint64, t target) (bool, error) {
	tx.Emit(keptChanged{a.ID})
	n, err := store.Exec(tx, `DELETE FROM conversation_grouped
		WHERE app = $1 AND owner = $2 AND group_id = $3 AND kind = $4 AND peer = $5`, a.App, a.ID, group, t.kind, t.peer)
	return n > 0, err
}

type option struct {
	peer    uint64
	receive int
}

func scanOption(row store.Row) (o option, err error) { return o, row.Scan(&o.peer, &o.receive) }

func optionsOf(tx *store.Tx, app uint32, owner uint64) (map[uint64]int, error) {
	rows, err := store.All(tx, scanOption, `SELECT peer, receive FROM conversation_options
		WHERE app = $1 AND owner = $2`, app, owner)
	all := map[uint64]int{}
	for _, o := range rows {
		all[o.peer] = o.receive
	}
	return all, err
}

// optionsFor returns what owners have set for one peer.
func optionsFor(tx *store.Tx, app uint32, owners []uint64, peer uint64) (map[uint64]int, error) {
	rows, err := store.All(tx, scanOption, `SELECT owner, receive FROM conversation_options
		WHERE app = $1 AND owner @in(2) AND peer = $3`, app, owners, peer)
	all := map[uint64]int{}
	for _, o := range rows {
		all[o.peer] = o.receive
	}
	return all, err
}

// putOption stores a receive option; 0, which all have at first, deletes the row.
func putOption(tx *store.Tx, a id.Account, peer uint64, receive int) error {
	tx.Emit(keptChanged{a.ID})
	if receive == 0 {
		_, err := store.Exec(tx, `DELETE FROM conversation_options WHERE app = $1 AND owner = $2 AND peer = $3`, a.App, a.ID, peer)
		return err
	}
	_, err := store.Exec(tx, `INSERT INTO conversation_options (app, owner, peer, receive) VALUES ($1, $2, $3, $4)
		ON CONFLICT (app, owner, peer) DO UPDATE SET receive = excluded.receive`, a.App, a.ID, peer, receive)
	return err
}

func scanDisturb(row store.Row) (d recent.DoNotDisturb, err error) {
	return d, row.Scan(&d.Level, &d.StartTime, &d.EndTime, &d.IsRepeated)
}

func disturbOf(tx *store.Tx, a id.Account) (recent.DoNotDisturb, error) {
	d, err := store.Get(tx, scanDisturb, `SELECT level, start_time, end_time, repeated
		FROM conversation_disturb WHERE app = $1 AND owner = $2`, a.App, a.ID)
	if errors.Is(err, store.ErrNotFound) {
		return recent.DoNotDisturb{}, nil
	}
	return d, err
}

func putDisturb(tx *store.Tx, a id.Account, d *recent.DoNotDisturb) error {
	_, err := store.Exec(tx, `INSERT INTO conversation_disturb (app, owner, level, start_time, end_time, repeated)
		VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (app, owner) DO UPDATE SET level = excluded.level,
		start_time = excluded.start_time, end_time = excluded.end_time, repeated = excluded.repeated`,
		a.App, a.ID, d.Level, d.StartTime, d.EndTime, d.IsRepeated)
	return err
}

// deleteAll drops what an owner has of conversations.
func deleteAll(tx *store.Tx, a id.Account) error {
	tx.Emit(keptChanged{a.ID})
	for _, table := range []string{"marks", "grouped", "groups", "options", "disturb"} {
		if _, err := store.Exec(tx, `DELETE FROM conversation_`+table+` WHERE app = $1 AND owner = $2`, a.App, a.ID); err != nil {
			return err
		}
	}
	return nil
}
