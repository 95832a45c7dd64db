package store

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	testpostgres "github.com/teahouse-chat/teahouse/test/postgres"
)

// testDatabase makes an empty database.
func testDatabase(t *testing.T) (where string) {
	t.Helper()
	c, err := testpostgres.Shared()
	if err != nil {
		t.Fatal(err)
	}
	where, drop, err := c.Database()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(drop)
	return where
}

func testConnect(t *testing.T, where string) *pgx.Conn {
	t.Helper()
	conn, err := testpostgres.Connect(t.Context(), where)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close(context.Background()) })
	return conn
}

// writer is a node of an older version, which writes all the time.
type writer struct {
	db     *DB
	rounds atomic.Int64
	slow   atomic.Int64 // the longest update
	failed atomic.Pointer[error]
	stop   func()
}

func startWriter(t *testing.T, where string) *writer {
	t.Helper()
	db, err := Open(t.Context(), where)
	if err != nil {
		t.Fatal(err)
	}
	w := &writer{db: db}
	ctx, cancel := context.WithCancel(context.Background())
	var wg sync.WaitGroup
	w.stop = sync.OnceFunc(func() { cancel(); wg.Wait() })
	t.Cleanup(func() { w.stop(); _ = db.Close() })
	for i := range 4 {
		wg.Go(func() {
			for n := NewNumbers(db, fmt.Sprint("writer", i), 1, 1); ctx.Err() == nil; w.rounds.Add(1) {
				began := time.Now()
				if _, err := n.Next(context.Background()); err != nil {
					w.failed.Store(&err)
				}
				for took := int64(time.Since(began)); took > w.slow.Load(); {
					w.slow.Store(took)
				}
			}
		})
	}
	return w
}

func (w *writer) more() {
	for end := w.rounds.Load() + 20; w.rounds.Load() < end; {
		time.Sleep(time.Millisecond)
	}
}

// later is what a newer version does to a table that the older one writes to.
const later = `ALTER TABLE id_blocks ADD COLUMN later BIGINT NOT NULL DEFAULT 0; CREATE TABLE later_things (id BIGINT PRIMARY KEY, name TEXT NOT NULL)`

// TestMigrateWhileOlderNodesServe: two nodes of a newer version start at once while
// one of an older version writes.
func TestMigrateWhileOlderNodesServe(t *testing.T) {
	where := testDatabase(t)
	old := startWriter(t, where)
	old.more()
	var wg sync.WaitGroup
	for range 2 {
		conn := testConnect(t, where)
		wg.Go(func() {
			for version := 9001; version <= 9005; version++ {
				text := strings.ReplaceAll(later, "later", fmt.Sprint("later", version))
				if err := (postgresSchema{conn}).apply(t.Context(), version, text); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	old.more()
	old.stop()
	if err := old.failed.Load(); err != nil {
		t.Error(*err)
	}
	var columns int
	err := testConnect(t, where).QueryRow(t.Context(), `SELECT COUNT(*) FROM information_schema.columns
		WHERE table_name = 'id_blocks' AND column_name LIKE 'later%'`).Scan(&columns)
	if err != nil || columns != 5 {
		t.Errorf("%d columns: %v", columns, err)
	}
}

// TestMigrationWaits: a migration that has to wait for a long transaction does not
// stop those who write meanwhile.
func TestMigrationWaits(t *testing.T) {
	where := testDatabase(t)
	old := startWriter(t, where)
	old.more()
	backup, err := testConnect(t, where).Begin(t.Context())
	if err == nil {
		_, err = backup.Exec(t.Context(), "SELECT * FROM id_blocks")
	}
	if err != nil {
		t.Fatal(err)
	}
	migrated, conn := make(chan error, 1), testConnect(t, where)
	go func() { migrated <- (postgresSchema{conn}).apply(context.Background(), 9001, later) }()
	probe := testConnect(t, where)
	for waiting := 0; waiting == 0; { // until it stands in line for the table
		if err := probe.QueryRow(t.Context(), "SELECT COUNT(*) FROM pg_locks WHERE NOT granted AND mode = 'AccessExclusiveLock'").Scan(&waiting); err != nil {
			t.Fatal(err)
		}
	}
	old.more() // only if it makes room
	select {
	case err := <-migrated:
		t.Fatal("the migration did not wait:", err)
	default:
	}
	if err := backup.Rollback(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := <-migrated; err != nil {
		t.Fatal(err)
	}
	old.stop()
	if err := old.failed.Load(); err != nil {
		t.Error(*err)
	}
}

// TestRights: who may read and write the tables, but not make any, can serve.
func TestRights(t *testing.T) {
	where := testDatabase(t)
	db, err := Open(t.Context(), where)
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	role := "server_" + strings.ReplaceAll(where[strings.LastIndex(where, "teahouse_"):strings.Index(where, "?")], "/", "")
	owner := testConnect(t, where)
	for _, sql := range []string{"CREATE ROLE " + role + " LOGIN", "REVOKE CREATE ON SCHEMA public FROM PUBLIC",
		"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO " + role} {
		if _, err := owner.Exec(t.Context(), sql); err != nil {
			t.Fatal(err)
		}
	}
	t.Cleanup(func() {
		_, _ = owner.Exec(context.Background(), "DROP OWNED BY "+role+"; DROP ROLE "+role)
	})
	u, err := url.Parse(where)
	if err != nil {
		t.Fatal(err)
	}
	u.User = url.User(role)
	if db, err = Open(t.Context(), u.String()); err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := NewNumbers(db, "x", 1, 1).Next(t.Context()); err != nil {
		t.Error(err)
	}
}

// TestEncoding: texts need a database that can keep them.
func TestEncoding(t *testing.T) {
	where := testDatabase(t)
	conn := testConnect(t, where)
	name := where[strings.LastIndex(where, "teahouse_"):strings.Index(where, "?")] + "_latin"
	_, err := conn.Exec(t.Context(), "CREATE DATABASE "+name+" ENCODING 'LATIN1' LOCALE_PROVIDER libc LOCALE 'C' TEMPLATE template0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _, _ = conn.Exec(context.Background(), "DROP DATABASE "+name+" WITH (FORCE)") })
	u, err := url.Parse(where)
	if err != nil {
		t.Fatal(err)
	}
	u.Path = "/" + name
	if _, err = Open(t.Context(), u.String()); err == nil || !strings.Contains(err.Error(), "LATIN1") {
		t.Errorf("a database in LATIN1: %v", err)
	}
}

// TestIdleConnections: a server that ends idle connections, or transactions, is
// asked again.
func TestIdleConnections(t *testing.T) {
	if os.Getenv("TEST_POSTGRES") != "" {
		t.Skip("a pooler takes no options for the server")
	}
	where := testDatabase(t)
	first, err := Open(t.Context(), where) // makes the tables without being hurried
	if err != nil {
		t.Fatal(err)
	}
	first.Close()
	db, err := Open(t.Context(), where+"&options=-c%20idle_session_timeout%3D200")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	n, watch := NewNumbers(db, "x", 1, 1), testConnect(t, where)
	for range 3 {
		if _, err := n.Next(t.Context()); err != nil {
			t.Fatal(err)
		}
		for open := 1; open > 0; { // until all were ended
			err := watch.QueryRow(t.Context(), `SELECT COUNT(*) FROM pg_stat_activity
				WHERE datname = current_database() AND application_name = 'teahouse'`).Scan(&open)
			if err != nil {
				t.Fatal(err)
			}
		}
	}
	for _, code := range []string{"", "0", "57P05", "25P03", "08006"} { // whatever a server may say
		if got, want := Lost(&pgconn.PgError{Code: code}), len(code) == 5; got != want {
			t.Errorf("code %q: %v", code, got)
		}
	}
	if !errors.Is(db.Update(t.Context(), func(*Tx) error { return ErrNotFound }), ErrNotFound) {
		t.Error("an update that failed succeeded")
	}
}
