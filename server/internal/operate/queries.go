package operate

import (
	"errors"

	"github.com/teahouse-chat/teahouse/server/internal/store"
)

// readCount returns a count and the place in the arrival log that it goes up to,
// 0 and 0 if it was never written.
func readCount(tx *store.Tx, name string) (value, upTo uint64, err error) {
	row, err := store.Get(tx, func(row store.Row) (r [2]uint64, err error) {
		err = row.Scan(&r[0], &r[1])
		return r, err
	}, `SELECT value, upto FROM operate_counts WHERE name = $1`, name)
	if errors.Is(err, store.ErrNotFound) {
		return 0, 0, nil
	}
	return row[0], row[1], err
}

func writeCount(tx *store.Tx, name string, value, upTo uint64) error {
	_, err := store.Exec(tx, `INSERT INTO operate_counts (name, value, upto) VALUES ($1, $2, $3)
		ON CONFLICT (name) DO UPDATE SET value = $2, upto = $3`, name, value, upTo)
	return err
}
