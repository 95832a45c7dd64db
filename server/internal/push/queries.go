package push

import (
	"encoding/json"
	"errors"
	"time"

	"github.com/teahouse-chat/teahouse/server/internal/id"
	"github.com/teahouse-chat/teahouse/server/internal/store"
)

const pushColumns = `app, num, version, random, seq, sender, name, body, condition, info, data_id, created, until, life, status, walked, total, revoked`

func scanPush(row store.Row) (*pushed, error) {
	p := &pushed{}
	var body, condition, info string
	var created, until, revoked int64
	err := row.Scan(&p.App, &p.num, &p.version, &p.random, &p.seq, &p.from.ID, &p.from.Name, &body, &condition, &info, &p.dataID,
		&created, &until, &p.life, &p.status, &p.walked, &p.total, &revoked)
	if err != nil {
		return nil, err
	}
	p.from.App, p.body, p.info = p.App, json.RawMessage(body), json.RawMessage(info)
	p.created, p.until, p.revoked = time.UnixMilli(created), time.UnixMilli(until), revoked != 0
	return p, json.Unmarshal([]byte(condition), &p.condition)
}

// insertPush stores p under the next number of its application. Numbers and versions
// become visible in order, because transactions run as if one after the other.
func insertPush(tx *store.Tx, p *pushed) error {
	condition, err := json.Marshal(p.condition)
	if err != nil {
		return err
	}
	p.num, err = store.Get(tx, store.One[int64], `INSERT INTO push_pushes (`+pushColumns+`)
		VALUES ($1, (SELECT COALESCE(MAX(num), 0) + 1 FROM push_pushes WHERE app = $1),
			(SELECT COALESCE(MAX(version), 0) + 1 FROM push_pushes), $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 0, 0, 0, 0)
		RETURNING num`, p.App, p.random, p.seq, p.from.ID, p.from.Name, string(p.body), string(condition), string(p.info), p.dataID,
		p.created.UnixMilli(), p.until.UnixMilli(), p.life)
	return err
}

func pushesAfter(tx *store.Tx, version int64) ([]*pushed, error) {
	return store.All(tx, scanPush, `SELECT `+pushColumns+` FROM push_pushes WHERE version > $1 ORDER BY version`, version)
}

func pushByNumber(tx *store.Tx, app uint32, num int64) (*pushed, error) {
	return store.Get(tx, scanPush, `SELECT `+pushColumns+` FROM push_pushes WHERE app = $1 AND num = $2`, app, num)
}

// sameRandom returns the push of a MsgRandom since a time, or store.ErrNotFound.
func sameRandom(tx *store.Tx, app uint32, random uint32, since time.Time) (*pushed, error) {
	return store.Get(tx, scanPush, `SELECT `+pushColumns+` FROM push_pushes WHERE app = $1 AND random = $2 AND created > $3
		ORDER BY created DESC LIMIT 1`, app, random, since.UnixMilli())
}

// pushesSince returns how many pushes there were since a time, and when the last was.
func pushesSince(tx *store.Tx, app uint32, since time.Time) (n int, last time.Time, err error) {
	type count struct {
		n    int
		last int64
	}
	c, err := store.Get(tx, func(row store.Row) (c count, err error) { return c, row.Scan(&c.n, &c.last) },
		`SELECT COUNT(*), COALESCE(MAX(created), 0) FROM push_pushes WHERE app = $1 AND created >= $2`, app, since.UnixMilli())
	return c.n, time.UnixMilli(c.last), err
}

func unfinished(tx *store.Tx) ([]*pushed, error) {
	return store.All(tx, scanPush, `SELECT `+pushColumns+` FROM push_pushes WHERE status < 2 ORDER BY version`)
}

// putProgress stores how far the audience of a push was counted, if it is still where
// p has it.
func putProgress(tx *store.Tx, p *pushed, walked uint64, total int64, status int) error {
	_, err := store.Exec(tx, `UPDATE push_pushes SET walked = $4, total = $5, status = $6
		WHERE app = $1 AND num = $2 AND walked = $3 AND status < 2`, p.App, p.num, p.walked, walked, total, status)
	return err
}

func setRevoked(tx *store.Tx, p *pushed, now time.Time) error {
	_, err := store.Exec(tx, `UPDATE push_pushes SET revoked = $3, version = (SELECT MAX(version) + 1 FROM push_pushes)
		WHERE app = $1 AND num = $2`, p.App, p.num, now.UnixMilli())
	return err
}

// deletePushes drops what was sent before a time, but never the newest, from which
// numbers and versions go on.
func deletePushes(tx *store.Tx, before time.Time) error {
	_, err := store.Exec(tx, `DELETE FROM push_pushes WHERE created < $1 AND status = 2
		AND num < (SELECT MAX(num) FROM push_pushes p WHERE p.app = push_pushes.app)
		AND version < (SELECT MAX(version) FROM push_pushes)`, before.UnixMilli())
	return err
}

// placesOf returns the places of those accounts that have one.
func placesOf(tx *store.Tx, app uint32, accounts []uint64) (map[uint64]place, error) {
	found := map[uint64]place{}
	_, err := store.All(tx, func(row store.Row) (struct{}, error) {
		var account uint64
		var p place
		err := row.Scan(&account, &p.num, &p.before, &p.told)
		found[account] = p
		return struct{}{}, err
	}, `SELECT account, num, prev, told FROM push_places WHERE app = $1 AND account @in(2)`, app, accounts)
	return found, err
}

// putPlaces moves accounts forward to a push that they are told now.
func putPlaces(tx *store.Tx, app uint32, accounts []uint64, num int64, now time.Time) error {
	rows := make([][]any, len(accounts))
	for i, a := range accounts {
		rows[i] = []any{app, a, num, now.UnixMilli()}
	}
	_, err := store.Each(tx, `INSERT INTO push_places (app, account, num, prev, told) VALUES ($1, $2, $3, 0, $4)
		ON CONFLICT (app, account) DO UPDATE SET prev = push_places.num, num = $3, told = $4 WHERE push_places.num < $3`, rows)
	return err
}

// attrNumbers returns the application's attributes by name.
func attrNumbers(tx *store.Tx, app uint32) (map[string]int, error) {
	found := map[string]int{}
	_, err := store.All(tx, func(row store.Row) (struct{}, error) {
		var n int
		var name string
		err := row.Scan(&n, &name)
		found[name] = n
		return struct{}{}, err
	}, `SELECT num, name FROM push_attr_names WHERE app = $1 ORDER BY num DESC`, app)
	return found, err
}

func putAttrName(tx *store.Tx, app uint32, n int, name string) error {
	_, err := store.Exec(tx, `INSERT INTO push_attr_names (app, num, name) VALUES ($1, $2, $3)
		ON CONFLICT (app, num) DO UPDATE SET name = $3`, app, n, name)
	return err
}

func putAttr(tx *store.Tx, a id.Account, n int, value string) error {
	_, err := store.Exec(tx, `INSERT INTO push_attrs (app, account, num, value) VALUES ($1, $2, $3, $4)
		ON CONFLICT (app, account, num) DO UPDATE SET value = $4`, a.App, a.ID, n, value)
	return err
}

func deleteAttr(tx *store.Tx, a id.Account, n int) error {
	_, err := store.Exec(tx, `DELETE FROM push_attrs WHERE app = $1 AND account = $2 AND num = $3`, a.App, a.ID, n)
	return err
}

// attrsOf returns the attributes of accounts, by number.
func attrsOf(tx *store.Tx, app uint32, accounts []uint64) (map[uint64]map[int]string, error) {
	found := map[uint64]map[int]string{}
	_, err := store.All(tx, func(row store.Row) (struct{}, error) {
		var account uint64
		var n int
		var value string
		err := row.Scan(&account, &n, &value)
		if found[account] == nil {
			found[account] = map[int]string{}
		}
		found[account][n] = value
		return struct{}{}, err
	}, `SELECT account, num, value FROM push_attrs WHERE app = $1 AND account @in(2)`, app, accounts)
	return found, err
}

func scanTags(found map[uint64][]string) func(row store.Row) (struct{}, error) {
	return func(row store.Row) (struct{}, error) {
		var account uint64
		var tag string
		err := row.Scan(&account, &tag)
		found[account] = append(found[account], tag)
		return struct{}{}, err
	}
}

// tagsAmong returns which of some tags accounts have.
func tagsAmong(tx *store.Tx, app uint32, accounts []uint64, tags []string) (map[uint64][]string, error) {
	found := map[uint64][]string{}
	_, err := store.All(tx, scanTags(found), `SELECT account, tag FROM push_tags WHERE app = $1 AND account @in(2) AND tag @in(3)`, app, accounts, tags)
	return found, err
}

func tagsOf(tx *store.Tx, app uint32, accounts []uint64) (map[uint64][]string, error) {
	found := map[uint64][]string{}
	_, err := store.All(tx, scanTags(found), `SELECT account, tag FROM push_tags WHERE app = $1 AND account @in(2) ORDER BY tag`, app, accounts)
	return found, err
}

func putTag(tx *store.Tx, a id.Account, tag string) error {
	_, err := store.Exec(tx, `INSERT INTO push_tags (app, account, tag) VALUES ($1, $2, $3) ON CONFLICT (app, account, tag) DO NOTHING`, a.App, a.ID, tag)
	return err
}

func countTags(tx *store.Tx, a id.Account) (int, error) {
	return store.Get(tx, store.One[int], `SELECT COUNT(*) FROM push_tags WHERE app = $1 AND account = $2`, a.App, a.ID)
}

func deleteTags(tx *store.Tx, a id.Account, tags []string) error {
	_, err := store.Exec(tx, `DELETE FROM push_tags WHERE app = $1 AND account = $2 AND tag @in(3)`, a.App, a.ID, tags)
	return err
}

func deleteAllTags(tx *store.Tx, a id.Account) error {
	_, err := store.Exec(tx, `DELETE FROM push_tags WHERE app = $1 AND account = $2`, a.App, a.ID)
	return err
}

func deleteAccount(tx *store.Tx, a id.Account) error {
	_, places := store.Exec(tx, `DELETE FROM push_places WHERE app = $1 AND account = $2`, a.App, a.ID)
	_, attrs := store.Exec(tx, `DELETE FROM push_attrs WHERE app = $1 AND account = $2`, a.App, a.ID)
	return errors.Join(places, attrs, deleteAllTags(tx, a))
}
