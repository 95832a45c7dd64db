package timeline

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"net/url"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/teahouse-chat/teahouse/server/internal/id"
	"github.com/teahouse-chat/teahouse/server/internal/store"
	"github.com/teahouse-chat/teahouse/server/internal/store/storetest"
	"github.com/teahouse-chat/teahouse/test/postgres"
)

// sharedLog opens a Log in a database; adjust may change how it is reached.
func sharedLog(t *testing.T, where string, now func() time.Time, adjust func(*pgxpool.Config)) *Log {
	t.Helper()
	config, err := store.ParseURL(where)
	if err != nil {
		t.Fatal(err)
	}
	if adjust != nil {
		adjust(config)
	}
	engine, err := OpenPostgres(t.Context(), config, 0)
	if err != nil {
		t.Fatal(err)
	}
	l, err := Open(engine, nil, Options{Log: slog.New(slog.DiscardHandler), Now: now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	return l
}

func connect(t *testing.T, where string) *pgx.Conn {
	t.Helper()
	conn, err := postgres.Connect(t.Context(), where)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close(context.Background()) })
	return conn
}

func mustExec(t *testing.T, conn *pgx.Conn, sql string, args ...any) {
	t.Helper()
	if _, err := conn.Exec(t.Context(), sql, args...); err != nil {
		t.Fatal(err)
	}
}

// TestRefusedCommit: a batch that the database refuses while it is being committed,
// here to end a deadlock, is made again; nobody hears of it.
func TestRefusedCommit(t *testing.T) {
	where := storetest.Postgres(t)
	l := sharedLog(t, where, nil, nil)
	conv := id.GroupConv(1, 2)
	send := func() (Message, error) {
		m, _, err := l.Append(t.Context(), Message{Conv: conv, From: 3}, Repeat{Never: true})
		return m, err
	}
	if _, err := send(); err != nil {
		t.Fatal(err)
	}
	other, watch := connect(t, where), connect(t, where)
	mustExec(t, other, "SET deadlock_timeout = '1min'") // so that it is not the one that is refused
	mustExec(t, other, "BEGIN")
	mustExec(t, other, "UPDATE timeline_ends SET n = n")
	var sent Message
	done := make(chan error, 1)
	go func() {
		var err error
		sent, err = send()
		done <- err
	}()
	for waiting := 0; waiting == 0; { // until it has changed the head and waits for a number
		err := watch.QueryRow(t.Context(), "SELECT COUNT(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '%timeline_ends%'").Scan(&waiting)
		if err != nil {
			t.Fatal(err)
		}
	}
	mustExec(t, other, "UPDATE timeline_states SET v = v WHERE k = $1", []byte(convKey(kindHead, conv)))
	mustExec(t, other, "ROLLBACK")
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	if sent.Seq != 2 {
		t.Errorf("number %d, want 2", sent.Seq)
	}
	head, err := l.Head(t.Context(), conv)
	if err != nil || head.Number != 2 {
		t.Errorf("head %+v: %v", head, err)
	}
}

// TestReadersLeaveRoom: reads that take all connections they can get do not keep
// batches waiting.
func TestReadersLeaveRoom(t *testing.T) {
	l := sharedLog(t, storetest.Postgres(t), nil, nil)
	var reading atomic.Int64
	var wg sync.WaitGroup
	snapshots := make(chan Snapshot, 30)
	for range cap(snapshots) {
		wg.Go(func() {
			s := l.shared.Snapshot()
			if _, err := s.Get([]byte("h")); err != nil {
				t.Error(err)
			}
			if err := s.Fetch(); err != nil {
				t.Error(err)
			}
			reading.Add(1)
			snapshots <- s
		})
	}
	for reading.Load() == 0 {
		time.Sleep(time.Millisecond)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	for range 10 {
		if _, _, err := l.Append(ctx, Message{Conv: id.GroupConv(1, 2), From: 3}, Repeat{Never: true}); err != nil {
			t.Error(err)
		}
	}
	for range cap(snapshots) {
		(<-snapshots).Close()
	}
	wg.Wait()
}

// TestRepeatsAreTrimmed: repeat keys that are over go, those in force stay.
func TestRepeatsAreTrimmed(t *testing.T) {
	where := storetest.Postgres(t)
	var at atomic.Int64
	at.Store(1_760_000_000)
	l := sharedLog(t, where, func() time.Time { return time.Unix(at.Load(), 0) }, nil)
	m := Message{Conv: id.GroupConv(1, 2), From: 3}
	for range 3 {
		for range 10 {
			m.Random++
			if _, _, err := l.Append(t.Context(), m, Repeat{}); err != nil {
				t.Fatal(err)
			}
		}
		at.Add(600)
	}
	at.Add(-600)
	count := func() (n int) {
		k := newKey(kindRepeat)
		err := connect(t, where).QueryRow(t.Context(), "SELECT COUNT(*) FROM timeline_passing WHERE k >= $1 AND k < $2", []byte(k), []byte(k.end())).Scan(&n)
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	if n := count(); n != 30 {
		t.Errorf("%d keys before, want 30: a batch of messages deleted some", n)
	}
	if err := l.trim(t.Context()); err != nil {
		t.Fatal(err)
	}
	if n := count(); n != 20 {
		t.Errorf("%d keys, want 20", n)
	}
	if _, repeated, err := l.Append(t.Context(), m, Repeat{}); err != nil || !repeated {
		t.Errorf("a key in force was deleted: %v", err)
	}
}

// counted counts how often something was sent that an answer is waited for.
type counted struct {
	net.Conn
	exchanges *atomic.Int64
	asked     atomic.Bool
}

func (c *counted) Write(b []byte) (int, error) {
	if !c.asked.Swap(true) {
		c.exchanges.Add(1)
	}
	return c.Conn.Write(b)
}

func (c *counted) Read(b []byte) (int, error) {
	n, err := c.Conn.Read(b)
	c.asked.Store(false)
	return n, err
}

// TestExchanges holds how often a message waits for the network: once for locks
// and reads and once for changes, numbers and commit.
func TestExchanges(t *testing.T) {
	var exchanges atomic.Int64
	l := sharedLog(t, storetest.Postgres(t), nil, func(c *pgxpool.Config) {
		c.ConnConfig.DialFunc = func(ctx context.Context, network, addr string) (net.Conn, error) {
			conn, err := new(net.Dialer).DialContext(ctx, network, addr)
			return &counted{Conn: conn, exchanges: &exchanges}, err
		}
	})
	for name, conv := range map[string]id.Conv{"group": id.GroupConv(1, 2), "pair": id.Pair(1, 2, 3)} {
		least := int64(100)
		for n := range uint32(50) { // polls, and first uses of statements, come in between
			m := Message{Conv: conv, From: 3, Random: n + 1}
			if conv.Kind == id.OneToOne {
				m.Seq, m.ReqSeq = uint64(n+1), uint64(n+1)
			}
			before := exchanges.Load()
			if _, _, err := l.Append(t.Context(), m, Repeat{}); err != nil {
				t.Fatal(err)
			}
			least = min(least, exchanges.Load()-before)
		}
		t.Logf("%s: %d exchanges", name, least)
		if least > 2 {
			t.Errorf("a message to a %s takes %d exchanges", name, least)
		}
	}
}

// TestRightsOnTables: who may read and write the tables, but not make any, can
// serve.
func TestRightsOnTables(t *testing.T) {
	where := storetest.Postgres(t)
	if err := sharedLog(t, where, nil, nil).Close(); err != nil {
		t.Fatal(err)
	}
	owner, role := connect(t, where), fmt.Sprintf("server_%d", time.Now().UnixNano())
	mustExec(t, owner, "CREATE ROLE "+role+" LOGIN")
	t.Cleanup(func() {
		_, _ = owner.Exec(context.Background(), "DROP OWNED BY "+role+"; DROP ROLE "+role)
	})
	mustExec(t, owner, "REVOKE CREATE ON SCHEMA public FROM PUBLIC")
	mustExec(t, owner, "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO "+role)
	u, err := url.Parse(where)
	if err != nil {
		t.Fatal(err)
	}
	u.User = url.User(role)
	l := sharedLog(t, u.String(), nil, nil)
	if _, _, err := l.Append(t.Context(), Message{Conv: id.GroupConv(1, 2), From: 3}, Repeat{}); err != nil {
		t.Error(err)
	}
}
