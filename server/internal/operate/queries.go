package operate

import (
	"errors"

	"github.com/teahouse-chat/teahouse/server/internal/store"
)

// count is how many messages there were in a part of the arrival log, up to a
// number.
type count struct {
	part        string
	value, upTo uint64
}

func scanCount(row store.Row) (n count, err error) {
	err = row.Scan(&n.part, &n.value, &n.upTo)
	return n, err
}

func readCounts(tx *store.Tx) ([]count, error) {
	return store.All(tx, scanCount, `SELECT name, value, upto FROM operate_counts`)
}

func readCount(tx *store.Tx, part string) (count, error) {
	n, err := store.Get(tx, scanCount, `SELECT name, value, upto FROM operate_counts WHERE name = $1`, part)
	if errors.Is(err, store.ErrNotFound) {
		return count{part: part}, nil
	}
	return n, err
}

func writeCount(tx *store.Tx, n count) error {
	_, err := store.Exec(tx, `INSERT INTO operate_counts (name, value, upto) VALUES ($1, $2, $3)
		ON CONFLICT (name) DO UPDATE SET value = $2, upto = $3`, n.part, n.value, n.upTo)
	return err
}
