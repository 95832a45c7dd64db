package store

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
)

// longest bounds a transaction, so that a database that does not answer is
// noticed.
const longest = time.Minute

// postgres is a database that several nodes share.
type postgres struct {
	pool *pgxpool.Pool
	sql  expanded

	// alone is held for reading by an Update that is tried for the first time,
	// and for writing by one that others were in the way of.
	alone sync.RWMutex

	mu     sync.Mutex
	closed bool
	begun  sync.WaitGroup
	last   chan struct{} // closed when the events of the newest commit were told
}

func openPostgres(ctx context.Context, url string) (database, error) {
	config, err := ParseURL(url)
	if err != nil {
		return nil, err
	}
	pool, err := pgxpool.NewWithConfig(ctx, config)
	if err != nil {
		return nil, fmt.Errorf("store: %w", err)
	}
	if err := pool.AcquireFunc(ctx, func(c *pgxpool.Conn) error {
		return migrate(ctx, postgresSchema{c.Conn()})
	}); err != nil {
		pool.Close()
		return nil, fmt.Errorf("open %s on %s: %w", config.ConnConfig.Database, config.ConnConfig.Host, err)
	}
	last := make(chan struct{})
	close(last)
	return &postgres{pool: pool, sql: expanded{dialect: &postgresDialect}, last: last}, nil
}

// enter keeps close waiting until begun.Done.
func (db *postgres) enter() error {
	db.mu.Lock()
	defer db.mu.Unlock()
	if db.closed {
		return ErrClosed
	}
	db.begun.Add(1)
	return nil
}

func (db *postgres) sole() bool { return false }

func (db *postgres) close() error {
	db.mu.Lock()
	db.closed = true
	db.mu.Unlock()
	db.begun.Wait()
	db.pool.Close()
	return nil
}

var (
	beginView = []string{"BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"}
	// A node that dies without a word must not keep its locks.
	beginUpdate = []string{"BEGIN ISOLATION LEVEL SERIALIZABLE", "SET LOCAL idle_in_transaction_session_timeout = 20000"}
)

func (db *postgres) view(ctx context.Context, f func(tx *Tx) error) error {
	if err := db.enter(); err != nil {
		return err
	}
	conn, err := db.acquire(ctx)
	if err != nil {
		db.begun.Done()
		return err
	}
	run := &session{db: db, conn: conn, begin: beginView}
	// There is nothing to wait for at the end.
	defer func() {
		go func() {
			defer db.begun.Done()
			run.release()
		}()
	}()
	return f(&Tx{ctx: ctx, run: run})
}

// acquire returns a connection, waiting for a database that is starting again.
func (db *postgres) acquire(ctx context.Context) (*pgxpool.Conn, error) {
	for p := (Pauses{}); ; {
		conn, err := db.pool.Acquire(ctx)
		if err == nil {
			return conn, nil
		}
		if ctx.Err() != nil || !p.Again(ctx, err) {
			return nil, fmt.Errorf("connect: %w", err)
		}
	}
}

func (db *postgres) update(ctx context.Context, f func(tx *Tx) error, tell func(context.Context, []any)) error {
	if err := db.enter(); err != nil {
		return err
	}
	defer db.begun.Done()
	for p := (Pauses{}); ; {
		if err := ctx.Err(); err != nil {
			return err
		}
		done, again := db.try(ctx, f, tell, p.tries > 0)
		if again == nil || !p.Again(ctx, again) {
			return done
		}
	}
}

// try runs f in a transaction. The second error is nil if there is no sense in
// trying again.
func (db *postgres) try(ctx context.Context, f func(tx *Tx) error, tell func(context.Context, []any), alone bool) (err, again error) {
	leave := db.line(alone)
	defer leave()
	conn, err := db.acquire(ctx)
	if err != nil {
		return err, nil
	}
	own, cancel := context.WithTimeout(context.WithoutCancel(ctx), longest)
	defer cancel()
	run := &session{db: db, conn: conn, begin: beginUpdate}
	defer run.release()
	tx := &Tx{ctx: own, run: run}
	if err := f(tx); err != nil {
		return err, run.err
	}
	if Conflict(run.err) || Lost(run.err) { // f thinks nothing of it
		return run.err, run.err
	}
	told := db.ticket()
	err = run.commit(own)
	run.release()
	leave()
	told(func() {
		if err == nil {
			tell(ctx, tx.events)
		}
	})
	return committed(err)
}

// committed says what the end of a commit means.
func committed(err error) (_, again error) {
	var refused *pgconn.PgError
	switch {
	case err == nil:
		return nil, nil
	case Conflict(err):
		return fmt.Errorf("commit: %w", err), err
	case errors.Is(err, pgx.ErrTxCommitRollback), errors.As(err, &refused) && !Lost(err):
		return fmt.Errorf("commit: %w", err), nil
	}
	return fmt.Errorf("%w: %w", ErrUnknown, err), nil
}

// line lets first tries go side by side and later ones one by one, so that those
// of this node, which are the most likely ones to meet, cannot be in each other's
// way for ever. The returned function may be called twice.
func (db *postgres) line(alone bool) (leave func()) {
	if alone {
		db.alone.Lock()
		return sync.OnceFunc(db.alone.Unlock)
	}
	db.alone.RLock()
	return sync.OnceFunc(db.alone.RUnlock)
}

// ticket is drawn before a commit is sent; told calls tell when all commits with
// earlier tickets have come to an end. A transaction that depends on another one
// draws later, since it could not go on before the other was committed.
func (db *postgres) ticket() (told func(tell func())) {
	db.mu.Lock()
	defer db.mu.Unlock()
	before, mine := db.last, make(chan struct{})
	db.last = mine
	return func(tell func()) {
		defer close(mine)
		<-before
		tell()
	}
}

// session is a connection with a transaction, which begins with the first
// statement, in one round trip with it.
type session struct {
	db    *postgres
	conn  *pgxpool.Conn // nil when released
	begin []string
	begun bool
	err   error // the first one of the database
}

func (s *session) query(ctx context.Context, query string, args []any) (rows, error) {
	query = s.db.sql.get(query)
	args, err := postgresDialect.values(args)
	if err != nil {
		return nil, err
	}
	if s.conn == nil {
		return nil, s.err
	}
	if s.begun {
		got, err := s.conn.Query(ctx, query, args...)
		if err != nil {
			return nil, s.note(err)
		}
		return &answer{Rows: got, s: s}, nil
	}
	s.begun = true
	for p := (Pauses{}); ; {
		got, err := s.first(ctx, query, args)
		if err == nil || !Lost(err) || !p.Again(ctx, err) { // nothing has happened yet
			return got, s.note(err)
		}
		s.conn.Release()
		if s.conn, err = s.db.acquire(ctx); err != nil {
			return nil, s.note(err)
		}
	}
}

// first begins the transaction and sends its first statement.
func (s *session) first(ctx context.Context, query string, args []any) (rows, error) {
	var b pgx.Batch
	for _, begin := range s.begin {
		b.Queue(begin)
	}
	b.Queue(query, args...)
	sent := s.conn.SendBatch(ctx, &b)
	for range s.begin {
		if _, err := sent.Exec(); err != nil {
			_ = sent.Close()
			return nil, err
		}
	}
	got, err := sent.Query()
	if err != nil {
		_ = sent.Close()
		return nil, err
	}
	return &answer{Rows: got, s: s, sent: sent}, nil
}

func (s *session) exec(ctx context.Context, query string, args []any) (int64, error) {
	got, err := s.query(ctx, query, args)
	if err != nil {
		return 0, err
	}
	err = got.Close()
	return got.(*answer).CommandTag().RowsAffected(), err
}

func (s *session) note(err error) error {
	if err != nil && s.err == nil {
		s.err = err
	}
	return err
}

func (s *session) commit(ctx context.Context) error {
	if !s.begun || s.conn == nil {
		return s.err
	}
	tag, err := s.conn.Exec(ctx, "COMMIT")
	if err == nil && tag.String() != "COMMIT" {
		err = pgx.ErrTxCommitRollback
	}
	if err == nil {
		s.begun = false
	}
	return err
}

// release gives the connection back, undoing what was not committed. The pool
// drops one that is in the middle of a transaction or broken.
func (s *session) release() {
	if s.conn == nil {
		return
	}
	if s.begun && !s.conn.Conn().IsClosed() {
		ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
		defer cancel()
		_, _ = s.conn.Exec(ctx, "ROLLBACK")
	}
	s.conn.Release()
	s.conn = nil
}

// answer is the result of a query.
type answer struct {
	pgx.Rows
	s    *session
	sent pgx.BatchResults // if it was sent with BEGIN
}

func (a *answer) Close() error {
	a.Rows.Close()
	err := a.Rows.Err()
	if a.sent != nil {
		if ended := a.sent.Close(); err == nil {
			err = ended
		}
	}
	return a.s.note(err)
}
