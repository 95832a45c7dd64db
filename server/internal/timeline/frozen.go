package timeline

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/cockroachdb/pebble/v2"
	"github.com/jackc/pgx/v5"
)

// Frozen is one state of all timelines, to be copied as a whole. The keys and
// values are the same in both engines.
type Frozen struct {
	each  func(ctx context.Context, lo, hi []byte, f func(k, v []byte) error) error
	close func() error
}

// Each calls f for all entries by their keys in rising order. Who follows what in
// a store that nodes share, and what became of their batches, is left out: it
// concerns these nodes. Key and value are
// valid during the call only.
func (f *Frozen) Each(ctx context.Context, each func(key, value []byte) error) error {
	for kind := range 255 {
		if kind == kindLeases || kind == kindWriter {
			continue
		}
		if err := f.each(ctx, []byte{byte(kind)}, []byte{byte(kind + 1)}, each); err != nil {
			return fmt.Errorf("read timelines: %w", err)
		}
	}
	return nil
}

// Close lets the state go.
func (f *Frozen) Close() error { return f.close() }

// Freeze returns what the timelines are at this moment. It has to be closed before
// the Log is.
func (l *Log) Freeze() (*Frozen, error) {
	e, ok := l.engine.(pebbleEngine)
	if !ok {
		return nil, errors.New("timeline: a shared store is frozen by a transaction")
	}
	if err := l.failed.Load(); err != nil {
		return nil, *err
	}
	snapshot := e.db.NewSnapshot()
	return frozenPebble(snapshot, snapshot.Close), nil
}

// FreezeFolder returns the state of timelines that nobody has open. It changes
// nothing.
func FreezeFolder(dir string) (*Frozen, error) {
	db, err := pebble.Open(dir, &pebble.Options{ReadOnly: true, ErrorIfNotExists: true, Logger: pebbleLogger{}})
	if err != nil {
		return nil, fmt.Errorf("timeline: open %s: %w", dir, err)
	}
	return frozenPebble(db, db.Close), nil
}

func frozenPebble(r pebble.Reader, end func() error) *Frozen {
	return &Frozen{close: end, each: func(ctx context.Context, lo, hi []byte, f func(k, v []byte) error) error {
		return pebbleScan(r, lo, hi, false, func(k, v []byte) (bool, error) {
			if err := ctx.Err(); err != nil {
				return false, err
			}
			return true, f(k, v)
		})
	}}
}

// FreezePostgres returns the state that a transaction sees, which belongs to the
// caller and has to be one of REPEATABLE READ.
func FreezePostgres(tx pgx.Tx) *Frozen {
	return &Frozen{close: func() error { return nil }, each: func(ctx context.Context, lo, hi []byte, f func(k, v []byte) error) error {
		if lo[0] == kindLogEnd {
			return freezeEnds(ctx, tx, f)
		}
		rows, err := tx.Query(ctx, "SELECT k, v FROM "+tableOf(string(lo))+" WHERE k >= $1 AND k < $2 ORDER BY k", lo, hi)
		if err != nil {
			return err
		}
		defer rows.Close()
		return each(rows, func() error {
			var k, v []byte
			if err := rows.Scan(&k, &v); err != nil {
				return err
			}
			return f(k, v)
		})
	}}
}

// freezeEnds reads from their table what another engine has among its entries.
func freezeEnds(ctx context.Context, tx pgx.Tx, f func(k, v []byte) error) error {
	ends := map[part]uint64{}
	rows, err := tx.Query(ctx, "SELECT app, part, n FROM timeline_ends")
	if err != nil {
		return err
	}
	if err := readEndRows(rows, ends); err != nil {
		return err
	}
	parts := slices.SortedFunc(maps.Keys(ends), func(x, y part) int {
		return cmp.Or(cmp.Compare(x.app, y.app), cmp.Compare(x.partition, y.partition))
	})
	for _, p := range parts {
		if err := f(logEndKey(p), uvarint(ends[p])); err != nil {
			return err
		}
	}
	return nil
}

// Next returns the next entry that is loaded, a nil key behind the last one. It may
// be changed once Next is called again.
type Next func() (key, value []byte, err error)

// loadBatch is how many bytes are written at once.
const loadBatch = 4 << 20

// LoadFolder makes timelines in an empty folder. They are on disk when it returns.
func LoadFolder(dir string, next Next) error {
	db, err := pebble.Open(dir, &pebble.Options{ErrorIfExists: true, DisableWAL: true, MemTableSize: 64 << 20,
		FormatMajorVersion: pebble.FormatNewest, Logger: pebbleLogger{}})
	if err != nil {
		return fmt.Errorf("timeline: make %s: %w", dir, err)
	}
	if err := loadPebble(db, next); err != nil {
		return errors.Join(err, db.Close())
	}
	return errors.Join(db.Flush(), db.Close())
}

func loadPebble(db *pebble.DB, next Next) error {
	b := db.NewBatch()
	for {
		k, v, err := next()
		if err == nil && k != nil {
			err = b.Set(k, v, nil)
		}
		if err != nil {
			return errors.Join(err, b.Close())
		}
		if k != nil && b.Len() < loadBatch {
			continue
		}
		if err := b.Commit(pebble.NoSync); err != nil {
			return err
		}
		if k == nil {
			return nil
		}
		b = db.NewBatch()
	}
}

// LoadPostgres makes the tables of timelines and fills them, within the caller's
// transaction.
func LoadPostgres(ctx context.Context, tx pgx.Tx, next Next) error {
	for _, table := range schema {
		if _, err := tx.Exec(ctx, table); err != nil {
			return err
		}
	}
	k, v, err := next()
	for err == nil && k != nil {
		if k[0] == kindLogEnd {
			if err = loadEnd(ctx, tx, k, v); err == nil {
				k, v, err = next()
			}
			continue
		}
		table := tableOf(string(k))
		_, err = tx.CopyFrom(ctx, pgx.Identifier{table}, []string{"k", "v"}, pgx.CopyFromFunc(func() (row []any, err error) {
			if k == nil || k[0] == kindLogEnd || tableOf(string(k)) != table {
				return nil, nil
			}
			row = []any{append([]byte(nil), k...), append([]byte{}, v...)}
			k, v, err = next()
			return row, err
		}))
	}
	if err != nil {
		return fmt.Errorf("timeline: fill: %w", err)
	}
	return nil
}

func loadEnd(ctx context.Context, tx pgx.Tx, k, v []byte) error {
	p, _, err := readPart(k[1:])
	if err != nil {
		return err
	}
	n, err := readUvarint(v)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, "INSERT INTO timeline_ends (app, part, n) VALUES ($1, $2, $3)", int64(p.app), int32(p.partition), int64(n))
	return err
}
