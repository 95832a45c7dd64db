package timeline

import (
	"context"
	"log/slog"
	"slices"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/teahouse-chat/teahouse/server/internal/id"
	"github.com/teahouse-chat/teahouse/server/internal/store"
	"github.com/teahouse-chat/teahouse/server/internal/store/storetest"
	"github.com/teahouse-chat/teahouse/test/postgres"
)

// mover is a conversation's log that goes from one layout to the other.
type mover struct {
	*testing.T
	log  *Log
	sent []uint32
	seen []uint32
}

func (m *mover) open(engine Engine, err error) {
	m.Helper()
	if err == nil {
		m.log, err = Open(engine, nil, Options{Log: slog.New(slog.DiscardHandler)})
	}
	if err != nil {
		m.Fatal(err)
	}
}

func (m *mover) openPostgres(url string) {
	m.Helper()
	config, err := store.ParseURL(url)
	if err != nil {
		m.Fatal(err)
	}
	m.open(OpenPostgres(m.Context(), config, 0))
}

func (m *mover) send() {
	m.Helper()
	for range 20 {
		n := uint32(len(m.sent) + 1)
		if _, _, err := m.log.Append(m.Context(), Message{Conv: id.GroupConv(1, uint64(n%7)), From: 3, Random: n}, Repeat{}); err != nil {
			m.Fatal(err)
		}
		m.sent = append(m.sent, n)
	}
}

// follow goes on until all that was sent was seen.
func (m *mover) follow() {
	m.Helper()
	ctx, stop := context.WithTimeout(m.Context(), 20*time.Second)
	defer stop()
	err := m.log.Follow(ctx, "mover", func(_ context.Context, entries []Entry) error {
		for _, e := range entries {
			m.seen = append(m.seen, e.Message.Random)
		}
		if len(m.seen) >= len(m.sent) {
			stop()
		}
		return nil
	})
	slices.Sort(m.seen)
	if err != nil || !slices.Equal(m.seen, m.sent) {
		m.Fatalf("followed %v of %v: %v", m.seen, m.sent, err)
	}
}

func (m *mover) close() {
	m.Helper()
	if err := m.log.Close(); err != nil {
		m.Fatal(err)
	}
}

// pour makes what Each tells into what Next gives.
func pour(t *testing.T, f *Frozen) Next {
	t.Helper()
	var all [][2][]byte
	err := f.Each(t.Context(), func(k, v []byte) error {
		all = append(all, [2][]byte{slices.Clone(k), slices.Clone(v)})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	return func() (k, v []byte, err error) {
		if len(all) > 0 {
			k, v, all = all[0][0], all[0][1], all[1:]
		}
		return k, v, nil
	}
}

// TestMove: timelines that go from one layout to the other and back keep the
// arrival log, and who follows it goes on behind what was handled.
func TestMove(t *testing.T) {
	first, last, url := t.TempDir(), t.TempDir(), storetest.Postgres(t)
	m := &mover{T: t}
	m.open(OpenPebble(first, nil))
	if err := m.log.Begin(t.Context(), "mover"); err != nil {
		t.Fatal(err)
	}
	m.send()
	m.follow()
	m.send() // nobody has followed this yet
	m.close()

	frozen, err := FreezeFolder(first)
	if err != nil {
		t.Fatal(err)
	}
	next := pour(t, frozen)
	transact(t, url, func(tx pgx.Tx) error { return LoadPostgres(t.Context(), tx, next) })
	m.openPostgres(url)
	m.follow()
	m.send()
	m.follow()
	m.send()
	m.close()

	transact(t, url, func(tx pgx.Tx) error { next = pour(t, FreezePostgres(tx)); return nil })
	if err := LoadFolder(last, next); err != nil {
		t.Fatal(err)
	}
	m.open(OpenPebble(last, nil))
	m.follow()
	m.send()
	m.follow()
	m.close()
}

func transact(t *testing.T, url string, f func(tx pgx.Tx) error) {
	t.Helper()
	conn, err := postgres.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(t.Context())
	tx, err := conn.BeginTx(t.Context(), pgx.TxOptions{IsoLevel: pgx.RepeatableRead})
	if err == nil {
		err = f(tx)
	}
	if err == nil {
		err = tx.Commit(t.Context())
	}
	if err != nil {
		t.Fatal(err)
	}
}
