package store

import (
	"context"
	"sync"
)

// A database that was loaded from a backup does not know which numbers were drawn
// since. So all leap: the next of each row, and where names begin of which there is
// no row, by what the row called leaps says.
const (
	leap  = 1 << 20
	leaps = "leaps"
)

const leapAll = `UPDATE id_blocks SET next = next + $1`
const leapNew = `INSERT INTO id_blocks (name, next) VALUES ($2, $1) ON CONFLICT (name) DO NOTHING`

// Numbers hands out numbers of one row that are never used twice, also after a
// crash: blocks of them are reserved in the database, and what is left of a
// block at a stop is lost.
type Numbers struct {
	db          *DB
	name        string
	first, size uint64
	mu          sync.Mutex
	next, end   uint64
}

// NewNumbers returns the row called name, which begins with first and reserves
// size numbers at a time.
func NewNumbers(db *DB, name string, first, size uint64) *Numbers {
	return &Numbers{db: db, name: name, first: first, size: size}
}

// Next returns the next number.
func (n *Numbers) Next(ctx context.Context) (uint64, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.next == n.end {
		if err := n.reserve(ctx); err != nil {
			return 0, err
		}
	}
	n.next++
	return n.next - 1, nil
}

func (n *Numbers) reserve(ctx context.Context) error {
	var end uint64
	err := n.db.Update(ctx, func(tx *Tx) (err error) {
		end, err = Get(tx, One[uint64], `INSERT INTO id_blocks (name, next)
			VALUES ($1, $2 + COALESCE((SELECT next FROM id_blocks WHERE name = $4), 0))
			ON CONFLICT (name) DO UPDATE SET next = id_blocks.next + $3 RETURNING next`, n.name, n.first+n.size, n.size, leaps)
		return err
	})
	if err == nil { // only now are they ours
		n.next, n.end = end-n.size, end
	}
	return err
}

// Drawn reports whether any Numbers of this database were ever asked.
func (db *DB) Drawn(ctx context.Context) (drawn bool, err error) {
	err = db.View(ctx, func(tx *Tx) (err error) {
		drawn, err = Get(tx, One[bool], `SELECT COUNT(*) > 0 FROM id_blocks`)
		return err
	})
	return drawn, err
}
