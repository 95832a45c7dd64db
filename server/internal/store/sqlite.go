package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"

	_ "modernc.org/sqlite" // the embedded database, without cgo
)

// mostViews bounds how many Views run at once.
const mostViews = 8

// sqlite is the database of one process: one writer, many readers.
type sqlite struct {
	path   string
	read   *sql.DB
	write  *sql.DB
	writer *sql.Conn
	stmts  sync.Map // SQL text -> *sql.Stmt on read
	own    map[string]*sql.Stmt
	views  chan struct{} // one place for each View that runs
	queue  chan *update
	done   chan struct{}
	stop   chan struct{}
	once   sync.Once
}

func openSQLite(ctx context.Context, dir string) (database, error) {
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
	if err := migrate(ctx, sqliteSchema{writer}); err != nil {
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
	db := &sqlite{path: path, read: read, write: write, writer: writer, own: map[string]*sql.Stmt{},
		views: make(chan struct{}, mostViews), queue: make(chan *update, 1024), done: make(chan struct{}), stop: make(chan struct{})}
	go db.gather()
	return db, nil
}

func (db *sqlite) close() error {
	db.once.Do(func() { close(db.stop) })
	<-db.done
	for _, s := range db.own { // an open one would keep SQLite from tidying up its log
		s.Close()
	}
	return errors.Join(db.read.Close(), db.writer.Close(), db.write.Close())
}

func (db *sqlite) view(ctx context.Context, f func(tx *Tx) error) error {
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
	return f(&Tx{ctx: ctx, run: stmts(func(query string) (*sql.Stmt, error) {
		s, err := db.prepared(query)
		if err != nil {
			return nil, err
		}
		return t.StmtContext(ctx, s), nil
	})})
}

func (db *sqlite) prepared(query string) (*sql.Stmt, error) {
	if s, ok := db.stmts.Load(query); ok {
		return s.(*sql.Stmt), nil
	}
	s, err := db.read.Prepare(sqliteDialect.expand(query))
	if err != nil {
		return nil, fmt.Errorf("prepare: %w", err)
	}
	if old, loaded := db.stmts.LoadOrStore(query, s); loaded {
		s.Close()
		return old.(*sql.Stmt), nil
	}
	return s, nil
}

// stmts runs statements that were prepared once.
type stmts func(query string) (*sql.Stmt, error)

func (prepared stmts) query(ctx context.Context, query string, args []any) (rows, error) {
	s, err := prepared(query)
	if err != nil {
		return nil, err
	}
	if args, err = sqliteDialect.values(args); err != nil {
		return nil, err
	}
	return s.QueryContext(ctx, args...)
}

func (prepared stmts) exec(ctx context.Context, query string, args []any) (int64, error) {
	s, err := prepared(query)
	if err != nil {
		return 0, err
	}
	if args, err = sqliteDialect.values(args); err != nil {
		return 0, err
	}
	res, err := s.ExecContext(ctx, args...)
	if err != nil {
		return 0, err
	}
	return res.RowsAffected()
}
