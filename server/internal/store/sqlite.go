package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	_ "modernc.org/sqlite" // the embedded database, without cgo
)

// mostViews bounds how many Views run at once.
const mostViews = 8

// sqlite is the database of one process: one writer, many readers.
type sqlite struct {
	path    string
	read    *sql.DB
	write   *sql.DB
	own     *conn         // the writer's
	views   chan struct{} // one place for each View that runs
	queue   chan *update
	done    chan struct{}
	stop    chan struct{}
	once    sync.Once
	closing error // what closing it came to

	mu      sync.Mutex
	readers []*conn // that no View has; the last one was used last
	spare   int     // how many of them no View has had since dropSpare
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
	read.SetMaxIdleConns(-1) // a reader that is closed is gone, with its cache
	db := &sqlite{path: path, read: read, write: write, own: newConn(writer),
		views: make(chan struct{}, mostViews), queue: make(chan *update, 1024), done: make(chan struct{}), stop: make(chan struct{})}
	go db.gather()
	return db, nil
}

func (db *sqlite) sole() bool { return true }

func (db *sqlite) close() error {
	db.once.Do(func() {
		close(db.stop)
		<-db.done
		for range mostViews { // those that run end first
			db.views <- struct{}{}
		}
		for _, c := range append(db.readers, db.own) {
			db.closing = errors.Join(db.closing, c.close())
		}
		db.closing = errors.Join(db.closing, db.read.Close(), db.write.Close())
	})
	return db.closing
}

// view has f read with a connection of its own. What f asks for is not cut short when
// ctx ends, which would take a goroutine for each statement; it is not asked then.
func (db *sqlite) view(ctx context.Context, f func(tx *Tx) error) error {
	select {
	case <-db.stop:
		return ErrClosed
	case <-ctx.Done():
		return ctx.Err()
	default:
	}
	select {
	case db.views <- struct{}{}:
		defer func() { <-db.views }()
	case <-ctx.Done():
		return ctx.Err()
	case <-db.stop:
		return ErrClosed
	}
	r, err := db.reader()
	if err != nil {
		return fmt.Errorf("begin: %w", err)
	}
	defer db.giveBack(r)
	if err := r.exec("BEGIN"); err != nil {
		return fmt.Errorf("begin: %w", err)
	}
	defer r.exec("ROLLBACK")
	return f(&Tx{ctx: context.WithoutCancel(ctx), run: stmts(func(query string) (*sql.Stmt, error) {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		return r.stmt(query)
	})})
}

// reader returns the reader that was used last: it has most in its cache.
func (db *sqlite) reader() (*conn, error) {
	db.mu.Lock()
	defer db.mu.Unlock()
	if n := len(db.readers); n > 0 {
		r := db.readers[n-1]
		db.readers = db.readers[:n-1]
		db.spare = min(db.spare, n-1)
		return r, nil
	}
	c, err := db.read.Conn(context.Background())
	if err != nil {
		return nil, err
	}
	return newConn(c), nil
}

func (db *sqlite) giveBack(r *conn) {
	db.mu.Lock()
	defer db.mu.Unlock()
	db.readers = append(db.readers, r)
}

// spareFor is how long a reader is kept that no View needs: some megabytes each.
const spareFor = 30 * time.Second

// dropSpare closes the readers that no View has had since it was called last. One stays
// at hand.
func (db *sqlite) dropSpare() {
	db.mu.Lock()
	n := max(0, min(db.spare, len(db.readers)-1))
	spare := db.readers[:n]
	db.readers = slices.Clone(db.readers[n:])
	db.spare = len(db.readers)
	db.mu.Unlock()
	for _, c := range spare {
		c.close()
	}
}

// conn is a connection with its prepared statements. One goroutine has it at a time.
type conn struct {
	db    *sql.Conn
	stmts map[string]*sql.Stmt // by the text as it was written
}

func newConn(db *sql.Conn) *conn { return &conn{db, map[string]*sql.Stmt{}} }

func (c *conn) stmt(query string) (*sql.Stmt, error) {
	if p := c.stmts[query]; p != nil {
		return p, nil
	}
	p, err := c.db.PrepareContext(context.Background(), sqliteDialect.expand(query))
	if err != nil {
		return nil, fmt.Errorf("prepare: %w", err)
	}
	c.stmts[query] = p
	return p, nil
}

func (c *conn) exec(query string) error {
	p, err := c.stmt(query)
	if err != nil {
		return err
	}
	_, err = p.Exec()
	return err
}

func (c *conn) close() error {
	for _, p := range c.stmts { // an open one would keep SQLite from tidying up its log
		p.Close()
	}
	return c.db.Close()
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
