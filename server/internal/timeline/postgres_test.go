package timeline_test

import (
	"context"
	"errors"
	"net"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/teahouse-chat/teahouse/server/internal/store"
	"github.com/teahouse-chat/teahouse/server/internal/store/storetest"
	"github.com/teahouse-chat/teahouse/server/internal/timeline"
	"github.com/teahouse-chat/teahouse/server/internal/timeline/timelinetest"
	"github.com/teahouse-chat/teahouse/test/postgres"
)

// TestPostgres runs the contract on PostgreSQL. A crash here is that of a node:
// its connections are cut in the middle of whatever they are doing, and every
// other time the server crashes, too.
func TestPostgres(t *testing.T) {
	url := storetest.Postgres(t)
	timelinetest.Run(t, func(t testing.TB) timelinetest.Store {
		empty(t, url)
		line, crashes := &cable{}, 0
		return timelinetest.Store{
			Open: func(t testing.TB) timeline.Engine {
				line = &cable{}
				return openPostgres(t, url, line, 200*time.Millisecond)
			},
			Crash: func(t testing.TB) {
				line.cut()
				if crashes++; crashes%2 == 0 {
					if err := storetest.Cluster(t).Restart(); err != nil && !errors.Is(err, postgres.ErrGiven) {
						t.Fatal(err)
					}
				}
			},
		}
	})
}

// empty makes a database as it was: a new one takes much longer.
func empty(t testing.TB, url string) {
	t.Helper()
	conn, err := postgres.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(t.Context())
	for _, table := range []string{"entries", "states", "passing", "locks", "ends"} {
		if _, err := conn.Exec(t.Context(), "DROP TABLE IF EXISTS timeline_"+table); err != nil {
			t.Fatal(err)
		}
	}
}

func openPostgres(t testing.TB, url string, line *cable, patience time.Duration) timeline.Engine {
	t.Helper()
	config := postgresConfig(t, url)
	if line != nil {
		config.ConnConfig.DialFunc = line.dial
	}
	e, err := timeline.OpenPostgres(t.Context(), config, patience)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func postgresConfig(t testing.TB, url string) *pgxpool.Config {
	t.Helper()
	config, err := store.ParseURL(url)
	if err != nil {
		t.Fatal(err)
	}
	return config
}

// cable is what a node is connected by.
type cable struct {
	mu    sync.Mutex
	gone  bool
	conns []net.Conn
}

var errCut = &net.OpError{Op: "dial", Err: errors.New("the cable is cut")}

func (c *cable) dial(ctx context.Context, network, addr string) (net.Conn, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.gone {
		return nil, errCut
	}
	conn, err := new(net.Dialer).DialContext(ctx, network, addr)
	if err == nil {
		c.conns = append(c.conns, conn)
	}
	return conn, err
}

func (c *cable) cut() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.gone = true
	for _, conn := range c.conns {
		_ = conn.Close()
	}
}
