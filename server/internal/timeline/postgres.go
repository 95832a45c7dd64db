package timeline

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/teahouse-chat/teahouse/server/internal/store"
)

// tables are where the entries lie, by the kinds of their keys: what is written
// once, what changes all the time, and what goes soon. Apart, each can be
// vacuumed as it needs.
var tables = []string{"timeline_entries", "timeline_states", "timeline_passing"}

// tableOf returns the table of a key. It is stored data: never changed.
func tableOf(key string) string {
	switch key[0] {
	case kindHead, kindPlace, kindCursor, kindLeases, kindWriter:
		return "timeline_states"
	case kindLog, kindRepeat, kindJob:
		return "timeline_passing"
	}
	return "timeline_entries"
}

var schema = []string{
	`CREATE TABLE IF NOT EXISTS timeline_entries (k BYTEA PRIMARY KEY, v BYTEA NOT NULL)`,
	`CREATE TABLE IF NOT EXISTS timeline_states (k BYTEA PRIMARY KEY, v BYTEA NOT NULL) WITH (fillfactor = 70)`,
	`CREATE TABLE IF NOT EXISTS timeline_passing (k BYTEA PRIMARY KEY, v BYTEA NOT NULL)`,
	`CREATE TABLE IF NOT EXISTS timeline_locks (k INT4 PRIMARY KEY)`,
	`CREATE TABLE IF NOT EXISTS timeline_ends (app BIGINT, part INT4, n BIGINT NOT NULL, PRIMARY KEY (app, part)) WITH (fillfactor = 50)`,
}

// postgresEngine is an engine that several nodes share.
type postgresEngine struct {
	pool     *pgxpool.Pool
	patience time.Duration
	readers  chan struct{} // a place for each connection that only reads, so that batches need not wait for one
}

// batching is how many connections are kept free of readers: for two batches under
// way and for finding out what became of one.
const batching = mostFlying + 1

// OpenPostgres opens the engine in a PostgreSQL database, which it prepares if need
// be. patience is for how long to try again while the database cannot be reached;
// 0 is 10 seconds.
func OpenPostgres(ctx context.Context, config *pgxpool.Config, patience time.Duration) (Engine, error) {
	config.MaxConns = max(config.MaxConns, batching+1)
	pool, err := pgxpool.NewWithConfig(ctx, config)
	if err != nil {
		return nil, fmt.Errorf("timeline: %w", err)
	}
	e := &postgresEngine{pool, patience, make(chan struct{}, config.MaxConns-batching)}
	// The last one is asked for first: who may not make tables may use those that
	// are there.
	if _, err = pool.Exec(ctx, "SELECT app FROM timeline_ends LIMIT 0"); store.Missing(err) {
		err = makeTables(ctx, pool)
	}
	if err != nil {
		pool.Close()
		return nil, fmt.Errorf("timeline: open %s on %s: %w", config.ConnConfig.Database, config.ConnConfig.Host, err)
	}
	return e, nil
}

func makeTables(ctx context.Context, pool *pgxpool.Pool) error {
	for _, table := range schema {
		err := store.Make(ctx, func() error {
			_, err := pool.Exec(ctx, table)
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func (e *postgresEngine) Patience() time.Duration { return e.patience }

func (e *postgresEngine) Close() error {
	e.pool.Close()
	return nil
}

// Get asks for one value.
func (e *postgresEngine) Get(key []byte) ([]byte, error) {
	got := map[string][]byte{}
	err := e.fetch([]string{string(key)}, nil, got)
	return got[string(key)], err
}

func (e *postgresEngine) Scan(lo, hi []byte, back bool, f func(k, v []byte) (bool, error)) error {
	s := newFetched(e)
	s.straight = true
	return s.Scan(lo, hi, back, f)
}

func (e *postgresEngine) Seek(lo, hi []byte, back bool) (k, v []byte, err error) {
	s := newFetched(e)
	s.straight = true
	return s.Seek(lo, hi, back)
}

// fetch reads outside of a transaction, again if the connection was lost.
func (e *postgresEngine) fetch(keys []string, runs []*run, got map[string][]byte) error {
	return e.again(func(ctx context.Context) error {
		conn, err := e.reader(ctx)
		if err != nil {
			return err
		}
		defer e.free(conn)
		var q pgx.Batch
		queueReads(&q, keys, runs, got)
		return send(ctx, conn.Conn(), &q)
	})
}

// reader returns a connection for reading.
func (e *postgresEngine) reader(ctx context.Context) (*pgxpool.Conn, error) {
	select {
	case e.readers <- struct{}{}:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	conn, err := e.pool.Acquire(ctx)
	if err != nil {
		<-e.readers
	}
	return conn, err
}

// free gives a reader's connection back.
func (e *postgresEngine) free(conn *pgxpool.Conn) {
	undo(conn)
	<-e.readers
}

// Ends reads the last numbers of the arrival log.
func (e *postgresEngine) Ends() (ends map[part]uint64, err error) {
	err = e.again(func(ctx context.Context) error {
		conn, err := e.reader(ctx)
		if err != nil {
			return err
		}
		defer e.free(conn)
		ends = map[part]uint64{}
		rows, err := conn.Query(ctx, "SELECT app, part, n FROM timeline_ends")
		if err != nil {
			return err
		}
		return readEndRows(rows, ends)
	})
	return ends, err
}

func readEndRows(rows pgx.Rows, ends map[part]uint64) error {
	var app, n int64
	var partition int32
	_, err := pgx.ForEachRow(rows, []any{&app, &partition, &n}, func() error {
		ends[part{uint32(app), uint16(partition)}] = uint64(n)
		return nil
	})
	return err
}

// again calls f, which only reads, until the database can be reached.
func (e *postgresEngine) again(f func(ctx context.Context) error) error {
	for p := (store.Pauses{Patience: e.patience}); ; {
		ctx, cancel := context.WithTimeout(context.Background(), longest)
		err := f(ctx)
		cancel()
		if err == nil || !p.Again(context.Background(), err) {
			return err
		}
	}
}

// queueReads queues one query for each table and kind of read.
func queueReads(q *pgx.Batch, keys []string, runs []*run, got map[string][]byte) {
	byTable := map[string][][]byte{}
	for _, k := range keys {
		got[k] = nil
		byTable[tableOf(k)] = append(byTable[tableOf(k)], []byte(k))
	}
	for _, table := range tables {
		keys := byTable[table]
		if len(keys) == 0 {
			continue
		}
		q.Queue("SELECT k, v FROM "+table+" WHERE k = ANY($1::bytea[])", keys).Query(func(rows pgx.Rows) error {
			return each(rows, func() error {
				var k, v []byte
				err := rows.Scan(&k, &v)
				got[string(k)] = v
				return err
			})
		})
	}
	type group struct {
		table string
		back  bool
		want  int
	}
	groups := map[group][]*run{}
	for _, r := range runs {
		g := group{tableOf(r.lo), r.back, r.want}
		groups[g] = append(groups[g], r)
	}
	for g, runs := range groups {
		queueRuns(q, g.table, g.back, g.want, runs)
	}
}

// queueRuns asks for the next rows of many ranges in one query.
func queueRuns(q *pgx.Batch, table string, back bool, want int, runs []*run) {
	order := "k"
	if back {
		order = "k DESC"
	}
	los, his, numbers, before := make([][]byte, len(runs)), make([][]byte, len(runs)), make([]int32, len(runs)), make([]int, len(runs))
	for i, r := range runs {
		los[i], his[i] = r.rest()
		numbers[i], before[i] = int32(i), len(r.keys)
	}
	q.Queue(`SELECT r.n, e.k, e.v FROM unnest($1::int4[], $2::bytea[], $3::bytea[]) AS r (n, lo, hi)
		CROSS JOIN LATERAL (SELECT k, v FROM `+table+` WHERE k >= r.lo AND k < r.hi ORDER BY `+order+` LIMIT $4) AS e`,
		numbers, los, his, want).Query(func(rows pgx.Rows) error {
		err := each(rows, func() error {
			var n int32
			var k, v []byte
			if err := rows.Scan(&n, &k, &v); err != nil {
				return err
			}
			runs[n].keys, runs[n].values = append(runs[n].keys, k), append(runs[n].values, v)
			return nil
		})
		for i, r := range runs {
			if err != nil { // it is asked for again
				r.keys, r.values = r.keys[:before[i]], r.values[:before[i]]
				continue
			}
			r.grew(len(r.keys) - before[i])
			if !slices.IsSortedFunc(r.keys, func(x, y []byte) int { return compare(x, y, back) }) {
				return errors.New("timeline: the database sorts keys in another order")
			}
		}
		return err
	})
}

func compare(x, y []byte, back bool) int {
	if back {
		return slices.Compare(y, x)
	}
	return slices.Compare(x, y)
}

func each(rows pgx.Rows, f func() error) error {
	for rows.Next() {
		if err := f(); err != nil {
			return err
		}
	}
	return rows.Err()
}

// send sends a pipeline and takes its results.
func send(ctx context.Context, conn *pgx.Conn, q *pgx.Batch) error {
	if q.Len() == 0 {
		return nil
	}
	if err := conn.SendBatch(ctx, q).Close(); err != nil {
		return fmt.Errorf("timeline: %w", err)
	}
	return nil
}

// undo gives a connection back without a transaction. The pool drops one that is
// broken.
func undo(conn *pgxpool.Conn) {
	defer conn.Release()
	if conn.Conn().IsClosed() || conn.Conn().PgConn().TxStatus() == 'I' {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	_, _ = conn.Exec(ctx, "ROLLBACK")
}

// wasCommitted checks that a COMMIT was not turned into a rollback.
func wasCommitted(tag pgconn.CommandTag) error {
	if tag.String() != "COMMIT" {
		return pgx.ErrTxCommitRollback
	}
	return nil
}

// unknown says what an error of a commit means.
func unknown(err error) error {
	var refused *pgconn.PgError
	if err == nil || errors.Is(err, pgx.ErrTxCommitRollback) || errors.As(err, &refused) && !store.Lost(err) {
		return err
	}
	return fmt.Errorf("%w: %w", ErrUnknown, err)
}

// pgSnapshot is a read-only transaction.
type pgSnapshot struct {
	fetched
	e    *postgresEngine
	conn *pgxpool.Conn // nil before it
}

func (e *postgresEngine) Snapshot() Snapshot {
	s := &pgSnapshot{e: e}
	s.fetched = newFetched(s)
	return s
}

func (s *pgSnapshot) fetch(keys []string, runs []*run, got map[string][]byte) error {
	if s.conn != nil {
		ctx, cancel := context.WithTimeout(context.Background(), longest)
		defer cancel()
		var q pgx.Batch
		queueReads(&q, keys, runs, got)
		return send(ctx, s.conn.Conn(), &q)
	}
	return s.e.again(func(ctx context.Context) (err error) {
		if s.conn, err = s.e.reader(ctx); err != nil {
			return err
		}
		var q pgx.Batch
		q.Queue("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
		queueReads(&q, keys, runs, got)
		if err = send(ctx, s.conn.Conn(), &q); err != nil {
			s.e.free(s.conn)
			s.conn = nil
		}
		return err
	})
}

// Close needs no answer, so nobody waits for it.
func (s *pgSnapshot) Close() {
	if s.conn != nil {
		go s.e.free(s.conn)
		s.conn = nil
	}
}
