// Package store owns the database of records: it opens and migrates it and runs
// transactions. It knows no chat; each room owns its tables and its SQL.
//
// One SQL text serves both databases, SQLite in the data folder and PostgreSQL:
// parameters are $1, $2 ...; `@lock` locks the rows that a SELECT reads for an
// Update; `x @in(1)` tests membership in the slice that is parameter 1; a LIMIT of
// -1 is none.
package store

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
)

// ErrNotFound is what Get returns when there is no row.
var ErrNotFound = errors.New("store: not found")

// ErrClosed is what a closed DB answers.
var ErrClosed = errors.New("store: closed")

// DB is an open database of records. It is safe for concurrent use.
type DB struct {
	base     database
	onCommit func(context.Context, any)
}

// database is what differs between SQLite and PostgreSQL.
type database interface {
	view(ctx context.Context, f func(tx *Tx) error) error
	// update tells of events in the order of the commits before it returns.
	update(ctx context.Context, f func(tx *Tx) error, tell func(ctx context.Context, events []any)) error
	close() error
	// sole tells whether no other process writes, but for what the operator's
	// command `app` does.
	sole() bool
}

// Open opens the database, makes it if need be, and brings its schema up to
// date: the folder where, or the PostgreSQL database of which it is the URL
// (IsURL). A schema newer than this program is refused.
func Open(ctx context.Context, where string) (*DB, error) {
	open := openSQLite
	if IsURL(where) {
		open = openPostgres
	}
	base, err := open(ctx, where)
	if err != nil {
		return nil, err
	}
	return &DB{base: base}, nil
}

// OnCommit sets who is told of the events of committed transactions, in the
// order of the commits. Set it before the first Update.
func (db *DB) OnCommit(f func(ctx context.Context, e any)) { db.onCommit = f }

func (db *DB) tell(ctx context.Context, events []any) {
	if db.onCommit == nil {
		return
	}
	for _, e := range events {
		db.tellOne(context.WithoutCancel(ctx), e)
	}
}

// tellOne survives a listener that panics: the change has happened, and it is told
// on a goroutine that all changes need.
func (db *DB) tellOne(ctx context.Context, e any) {
	defer func() {
		if p := recover(); p != nil {
			slog.Error("listener panicked", "event", fmt.Sprintf("%T", e), "panic", p, "stack", string(debug.Stack()))
		}
	}()
	db.onCommit(ctx, e)
}

// Close finishes the updates that were begun and closes the database.
func (db *DB) Close() error { return db.base.close() }

// Alone tells whether this process is the only one that writes what rooms keep, so that
// who hears of its commits knows all that happens. Applications and their settings may
// change all the same.
func (db *DB) Alone() bool { return db.base.sole() }

// View runs f on a consistent snapshot. f must not write.
func (db *DB) View(ctx context.Context, f func(tx *Tx) error) error { return db.base.view(ctx, f) }

// Update runs f in a transaction that is on disk when Update returns nil, as if
// no other ran at the same time. If f fails or panics nothing of it remains. f
// may run several times (a database with several writers refuses one of two that
// are in each other's way): it touches only tx and results that it sets at its
// end, and never waits for anything else. Once f has begun, the end of ctx does
// not stop it.
//
// If the connection to a PostgreSQL is lost while the commit is under way, the
// error is ErrUnknown: the change may be there or not.
func (db *DB) Update(ctx context.Context, f func(tx *Tx) error) error {
	return db.base.update(ctx, f, db.tell)
}

// ErrUnknown says that nobody knows whether a commit happened.
var ErrUnknown = errors.New("store: the database was lost during the commit")

// Tx is a running transaction. It is valid only inside View or Update.
type Tx struct {
	ctx    context.Context
	run    runner
	events []any
}

// runner runs statements of our SQL.
type runner interface {
	query(ctx context.Context, sql string, args []any) (rows, error)
	exec(ctx context.Context, sql string, args []any) (int64, error)
	each(ctx context.Context, sql string, args [][]any) ([]int64, error)
}

type rows interface {
	Row
	Next() bool
	Err() error
	Close() error
}

// Emit tells the hub of e if and when the transaction is committed.
func (tx *Tx) Emit(e any) { tx.events = append(tx.events, e) }

// Row is one row of a result.
type Row interface{ Scan(dest ...any) error }

// Get returns the first row of a query, or ErrNotFound.
func Get[T any](tx *Tx, scan func(Row) (T, error), query string, args ...any) (T, error) {
	var none T
	all, err := list(tx, scan, 1, query, args)
	if err != nil {
		return none, err
	}
	if len(all) == 0 {
		return none, ErrNotFound
	}
	return all[0], nil
}

// All returns all rows of a query.
func All[T any](tx *Tx, scan func(Row) (T, error), query string, args ...any) ([]T, error) {
	return list(tx, scan, -1, query, args)
}

func list[T any](tx *Tx, scan func(Row) (T, error), limit int, query string, args []any) (all []T, err error) {
	rows, err := tx.run.query(tx.ctx, query, args)
	if err != nil {
		return nil, fmt.Errorf("%q: %w", query, err)
	}
	defer func() {
		if failed := rows.Close(); err == nil && failed != nil {
			err = fmt.Errorf("%q: %w", query, failed)
		}
	}()
	for len(all) != limit && rows.Next() {
		v, err := scan(rows)
		if err != nil {
			return nil, fmt.Errorf("%q: %w", query, err)
		}
		all = append(all, v)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("%q: %w", query, err)
	}
	return all, nil
}

// Exec runs a statement and returns how many rows it changed.
func Exec(tx *Tx, query string, args ...any) (int64, error) {
	n, err := tx.run.exec(tx.ctx, query, args)
	if err != nil {
		return 0, fmt.Errorf("%q: %w", query, err)
	}
	return n, nil
}

// One scans a row of a single column.
func One[T any](row Row) (T, error) {
	var v T
	err := row.Scan(&v)
	return v, err
}
