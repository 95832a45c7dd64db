package permit

import (
	"time"

	"github.com/teahouse-chat/teahouse/server/internal/store"
)

const columns = `id, app, grp, name, title, custom, bits, created`

func scanGroup(row store.Row) (*Group, error) {
	g := &Group{Topics: map[uint64]int64{}}
	var created int64
	err := row.Scan(&g.ID, &g.App, &g.Group, &g.Name, &g.Title, &g.Custom, &g.Bits, &created)
	g.Created = time.UnixMilli(created)
	return g, err
}

func groupsOf(tx *store.Tx, group uint64) ([]*Group, error) {
	all, err := store.All(tx, scanGroup, `SELECT `+columns+` FROM permit_groups WHERE grp = $1 ORDER BY id`, group)
	if err != nil || len(all) == 0 {
		return all, err
	}
	byID := map[uint64]*Group{}
	for _, g := range all {
		byID[g.ID] = g
	}
	type entry struct {
		permit, topic uint64
		bits          int64
	}
	entries, err := store.All(tx, func(row store.Row) (e entry, err error) {
		err = row.Scan(&e.permit, &e.topic, &e.bits)
		return e, err
	}, `SELECT permit, topic, bits FROM permit_topics WHERE grp = $1`, group)
	for _, e := range entries {
		if g := byID[e.permit]; g != nil {
			g.Topics[e.topic] = e.bits
		}
	}
	return all, err
}

// ByName returns a permission group, without its bits in topics, in order to change
// it. Errors: store.ErrNotFound.
func ByName(tx *store.Tx, group uint64, name string) (*Group, error) {
	return store.Get(tx, scanGroup, `SELECT `+columns+` FROM permit_groups WHERE grp = $1 AND name = $2 @lock`, group, name)
}

// Count returns how many permission groups a community has.
func Count(tx *store.Tx, group uint64) (int, error) {
	return store.Get(tx, store.One[int], `SELECT COUNT(*) FROM permit_groups WHERE grp = $1`, group)
}

// HasTopic tells whether a permission group has bits of its own in a topic.
func HasTopic(tx *store.Tx, permit, topic uint64) (bool, error) {
	n, err := store.Get(tx, store.One[int], `SELECT COUNT(*) FROM permit_topics WHERE permit = $1 AND topic = $2`, permit, topic)
	return n > 0, err
}

func insertGroup(tx *store.Tx, g *Group) error {
	_, err := store.Exec(tx, `INSERT INTO permit_groups (`+columns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		g.ID, g.App, g.Group, g.Name, g.Title, g.Custom, g.Bits, g.Created.UnixMilli())
	return err
}

func updateGroup(tx *store.Tx, g *Group) error {
	_, err := store.Exec(tx, `UPDATE permit_groups SET title = $2, custom = $3, bits = $4 WHERE id = $1`, g.ID, g.Title, g.Custom, g.Bits)
	return err
}

func deleteGroup(tx *store.Tx, permit uint64) error {
	for _, query := range []string{`DELETE FROM permit_topics WHERE permit = $1`,
		`DELETE FROM permit_members WHERE permit = $1`, `DELETE FROM permit_groups WHERE id = $1`} {
		if _, err := store.Exec(tx, query, permit); err != nil {
			return err
		}
	}
	return nil
}

func putTopic(tx *store.Tx, g *Group, topic uint64, bits int64) error {
	_, err := store.Exec(tx, `INSERT INTO permit_topics (permit, topic, grp, bits) VALUES ($1, $2, $3, $4)
		ON CONFLICT (permit, topic) DO UPDATE SET bits = $4`, g.ID, topic, g.Group, bits)
	return err
}

func deleteTopic(tx *store.Tx, permit, topic uint64) error {
	_, err := store.Exec(tx, `DELETE FROM permit_topics WHERE permit = $1 AND topic = $2`, permit, topic)
	return err
}

func deleteTopicOfAll(tx *store.Tx, topic uint64) error {
	_, err := store.Exec(tx, `DELETE FROM permit_topics WHERE topic = $1`, topic)
	return err
}

func assignedTo(tx *store.Tx, group, account uint64) ([]uint64, error) {
	return store.All(tx, store.One[uint64], `SELECT permit FROM permit_members WHERE grp = $1 AND account = $2`, group, account)
}

func membersOf(tx *store.Tx, permit, after uint64, limit int) ([]uint64, error) {
	return store.All(tx, store.One[uint64], `SELECT account FROM permit_members WHERE permit = $1 AND account > $2
		ORDER BY account LIMIT $3`, permit, after, limit)
}

func countsIn(tx *store.Tx, group uint64) (map[uint64]int, error) {
	type count struct {
		permit  uint64
		members int
	}
	all, err := store.All(tx, func(row store.Row) (c count, err error) {
		err = row.Scan(&c.permit, &c.members)
		return c, err
	}, `SELECT permit, COUNT(*) FROM permit_members WHERE grp = $1 GROUP BY permit`, group)
	counts := make(map[uint64]int, len(all))
	for _, c := range all {
		counts[c.permit] = c.members
	}
	return counts, err
}

func insertMember(tx *store.Tx, g *Group, account uint64) (fresh bool, err error) {
	n, err := store.Exec(tx, `INSERT INTO permit_members (permit, account, grp) VALUES ($1, $2, $3) ON CONFLICT (permit, account) DO NOTHING`,
		g.ID, account, g.Group)
	return n > 0, err
}

func deleteMember(tx *store.Tx, permit, account uint64) error {
	_, err := store.Exec(tx, `DELETE FROM permit_members WHERE permit = $1 AND account = $2`, permit, account)
	return err
}

func deleteMembers(tx *store.Tx, group uint64, accounts []uint64) error {
	_, err := store.Exec(tx, `DELETE FROM permit_members WHERE grp = $1 AND account @in(2)`, group, accounts)
	return err
}
