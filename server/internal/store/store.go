// Package store owns the database of records: it opens and migrates it and runs
// transactions. It knows no chat; each room owns its tables and its SQL.
//
// One SQL text serves both databases: parameters are $1, $2 ...; `@lock` locks
// the rows that a SELECT reads for an Update; `x @in(1)` tests membership in the
// slice that is parameter 1.
package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"sync"

	_ "modernc.org/sqlite" // the embedded database, without cgo
)

// ErrNotFound is what Get returns when there is no row.
var ErrNotFound = errors.New("store: not found")

// mostViews bounds how many Views run at once.
const mostViews = 8

// ErrClosed is what a closed DB answers.
var ErrClosed = errors.New("store: closed")

// DB is an open database of records. It is safe for concurrent use.
type DB struct {
	read     *sql.DB
	write    *sql.DB
	writer   *sql.Conn
	stmts    sync.Map // SQL text -> *sql.Stmt on read
	own      map[string]*sql.Stmt
	views    chan struct{} // one place for each View that runs
	queue    chan *update
	done     chan struct{}
	stop     chan struct{}
	once     sync.Once
	onCommit func(context.Context, any)
}

// Open opens the database in the folder dir, makes it if need be, and brings its
// schema up to date. A schema newer than this program is refused.
func Open(ctx context.Context, dir string) (*DB, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("make data directory: %w", err)
	}
	path := filepath.Join(dir, "records.db")
	const common = "?_pragma=busy_timeout(10000)&_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)&_pragma=foreign_keys(1)"
	write, err := sql.Open("sqlite", "file:"+path+common)
	if err != nil {
		return nil, err
	}
	write.SetMaxOpenConns(1)
	writer, err := write.Conn(ctx)
	if err != nil {
		write.Close()
		return nil, fmt.Errorf("open %s: %w", path, err)
	}
	if err := migrate(ctx, writer); err != nil {
		writer.Close()
		write.Close()
		return nil, fmt.Errorf("schema of %s: %w", path, err)
	}
	read, err := sql.Open("sqlite", "file:"+path+common+"&_pragma=query_only(1)")
	if err != nil {
		return nil, err
	}
	// A View holds one connection and, for a statement it is the first to use,
	// takes another to prepare it: with twice as many as Views nobody waits for ever.
	read.SetMaxOpenConns(2 * mostViews)
	read.SetMaxIdleConns(mostViews)
	db := &DB{read: read, write: write, writer: writer, own: map[string]*sql.Stmt{},
		views: make(chan struct{}, mostViews), queue: make(chan *update, 1024), done: make(chan struct{}), stop: make(chan struct{})}
	go db.gather()
	return db, nil
}

// OnCommit sets who is told of the events of committed transactions, in the
// order of the commits. Set it before the first Update.
func (db *DB) OnCommit(f func(ctx context.Context, e any)) { db.onCommit = f }

// Close finishes the updates that were begun and closes the database.
func (db *DB) Close() error {
	db.once.Do(func() { close(db.stop) })
	<-db.done
	return errors.Join(db.read.Close(), db.writer.Close(), db.write.Close())
}

// Tx is a running transaction. It is valid only inside View or Update.
type Tx struct {
	ctx    context.Context
	stmt   func(query string) (*sql.Stmt, error)
	events []any
}

// Emit tells the hub of e if and when the transaction is committed.
func (tx *Tx) Emit(e any) { tx.events = append(tx.events, e) }

// View runs f on a consistent snapshot. f must not write.
func (db *DB) View(ctx context.Context, f func(tx *Tx) error) error {
	select {
	case db.views <- struct{}{}:
		defer func() { <-db.views }()
	case <-ctx.Done():
		return ctx.Err()
	}
	t, err := db.read.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("begin: %w", err)
	}
	defer t.Rollback()
	return f(&Tx{ctx: ctx, stmt: func(query string) (*sql.Stmt, error) {
		s, err := db.prepared(query)
		if err != nil {
			return nil, err
		}
		return t.StmtContext(ctx, s), nil
	}})
}

func (db *DB) prepared(query string) (*sql.Stmt, error) {
	if s, ok := db.stmts.Load(query); ok {
		return s.(*sql.Stmt), nil
	}
	s, err := db.read.Prepare(expand(query))
	if err != nil {
		return nil, fmt.Errorf("prepare %q: %w", query, err)
	}
	if old, loaded := db.stmts.LoadOrStore(query, s); loaded {
		s.Close()
		return old.(*sql.Stmt), nil
	}
	return s, nil
}

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

func list[T any](tx *Tx, scan func(Row) (T, error), limit int, query string, args []any) ([]T, error) {
	s, err := tx.stmt(query)
	if err != nil {
		return nil, err
	}
	rows, err := s.QueryContext(tx.ctx, values(args)...)
	if err != nil {
		return nil, fmt.Errorf("%q: %w", query, err)
	}
	defer rows.Close()
	var all []T
	for rows.Next() && len(all) != limit {
		v, err := scan(rows)
		if err != nil {
			return nil, fmt.Errorf("%q: %w", query, err)
		}
		all = append(all, v)
	}
	return all, rows.Err()
}

// Exec runs a statement and returns how many rows it changed.
func Exec(tx *Tx, query string, args ...any) (int64, error) {
	s, err := tx.stmt(query)
	if err != nil {
		return 0, err
	}
	res, err := s.ExecContext(tx.ctx, values(args)...)
	if err != nil {
		return 0, fmt.Errorf("%q: %w", query, err)
	}
	return res.RowsAffected()
}

// One scans a row of a single column.
func One[T any](row Row) (T, error) {
	var v T
	err := row.Scan(&v)
	return v, err
}

var (
	param = regexp.MustCompile(`\$(\d+)`)
	in    = regexp.MustCompile(`@in\((\d+)\)`)
	lock  = regexp.MustCompile(`\s*@lock`)
)

// expand turns our SQL into SQLite's.
func expand(query string) string {
	query = in.ReplaceAllString(query, "IN (SELECT value FROM json_each($$$1))")
	query = lock.ReplaceAllString(query, "") // the one writer needs no row locks
	return param.ReplaceAllString(query, "?$1")
}

// values turns slices, which are list parameters, into JSON.
func values(args []any) []any {
	out := args
	for i, a := range args {
		if _, bytes := a.([]byte); a == nil || bytes || reflect.TypeOf(a).Kind() != reflect.Slice {
			continue
		}
		raw, err := json.Marshal(a)
		if err != nil {
			continue // the driver will refuse the value with its own words
		}
		if &out[0] == &args[0] {
			out = append([]any(nil), args...)
		}
		out[i] = string(raw)
	}
	return out
}
