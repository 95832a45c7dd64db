package attr

import (
	"errors"

	"github.com/teahouse-chat/teahouse/server/internal/store"
	wire "github.com/teahouse-chat/teahouse/wire/group"
)

// seqs are how many changes of attributes and of counters a group has seen.
type seqs struct{ attrs, counters uint64 }

func getSeqs(tx *store.Tx, grp uint64) (seqs, error) {
	n, err := store.Get(tx, func(row store.Row) (n seqs, err error) {
		err = row.Scan(&n.attrs, &n.counters)
		return n, err
	}, `SELECT attr_seq, counter_seq FROM attr_groups WHERE grp = $1`, grp)
	if errors.Is(err, store.ErrNotFound) {
		err = nil
	}
	return n, err
}

func putSeqs(tx *store.Tx, grp uint64, n seqs) error {
	_, err := store.Exec(tx, `INSERT INTO attr_groups (grp, attr_seq, counter_seq) VALUES ($1, $2, $3)
		ON CONFLICT (grp) DO UPDATE SET attr_seq = $2, counter_seq = $3`, grp, n.attrs, n.counters)
	return err
}

// attrs returns the attributes of a group in the order of their keys.
func attrs(tx *store.Tx, grp uint64) ([]wire.Attr, error) {
	return store.All(tx, func(row store.Row) (a wire.Attr, err error) {
		a.Seq = new(uint64)
		err = row.Scan(&a.Key, &a.Value, a.Seq)
		return a, err
	}, `SELECT name, value, seq FROM attr_values WHERE grp = $1 ORDER BY name`, grp)
}

func putAttr(tx *store.Tx, grp uint64, a wire.Attr, seq uint64) error {
	_, err := store.Exec(tx, `INSERT INTO attr_values (grp, name, value, seq) VALUES ($1, $2, $3, $4)
		ON CONFLICT (grp, name) DO UPDATE SET value = $3, seq = $4`, grp, a.Key, a.Value, seq)
	return err
}

func deleteAttrs(tx *store.Tx, grp uint64, keys []string) error {
	_, err := store.Exec(tx, `DELETE FROM attr_values WHERE grp = $1 AND name @in(2)`, grp, keys)
	return err
}

// counters returns the counters of a group in the order of their keys.
func counters(tx *store.Tx, grp uint64) ([]wire.Counter, error) {
	return store.All(tx, func(row store.Row) (c wire.Counter, err error) {
		err = row.Scan(&c.Key, &c.Value)
		return c, err
	}, `SELECT name, value FROM attr_counters WHERE grp = $1 ORDER BY name`, grp)
}

func putCounter(tx *store.Tx, grp uint64, c wire.Counter) error {
	_, err := store.Exec(tx, `INSERT INTO attr_counters (grp, name, value) VALUES ($1, $2, $3)
		ON CONFLICT (grp, name) DO UPDATE SET value = $3`, grp, c.Key, c.Value)
	return err
}

func deleteCounters(tx *store.Tx, grp uint64, keys []string) error {
	_, err := store.Exec(tx, `DELETE FROM attr_counters WHERE grp = $1 AND name @in(2)`, grp, keys)
	return err
}

// dropGroup forgets a group.
func dropGroup(tx *store.Tx, grp uint64) error {
	for _, query := range []string{`DELETE FROM attr_values WHERE grp = $1`,
		`DELETE FROM attr_counters WHERE grp = $1`, `DELETE FROM attr_groups WHERE grp = $1`} {
		if _, err := store.Exec(tx, query, grp); err != nil {
			return err
		}
	}
	return nil
}
