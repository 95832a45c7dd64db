package scenario_test

import (
	"context"
	"errors"
	"io"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/teahouse-chat/teahouse/client"
	"github.com/teahouse-chat/teahouse/test/world"
	"github.com/teahouse-chat/teahouse/wire"
	"github.com/teahouse-chat/teahouse/wire/openim"
)

// line is a way to a PostgreSQL server that can be cut, as a network is.
type line struct {
	path   string // of the server's socket
	mu     sync.Mutex
	cut    bool
	listen net.Listener
	conns  []net.Conn
}

// throughLine returns the URL of a database that leads through a line.
func throughLine(t *testing.T, database string) (*line, string) {
	t.Helper()
	u, err := url.Parse(database)
	if err != nil {
		t.Fatal(err)
	}
	query := u.Query()
	if query.Get("host") == "" {
		t.Skip("the PostgreSQL of this run has no socket")
	}
	dir, err := os.MkdirTemp("", "line") // a socket's path is short
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	l := &line{path: filepath.Join(query.Get("host"), ".s.PGSQL.5432")}
	if l.listen, err = net.Listen("unix", filepath.Join(dir, ".s.PGSQL.5432")); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.listen.Close() })
	go l.serve()
	query.Set("host", dir)
	u.RawQuery = query.Encode()
	return l, u.String()
}

func (l *line) serve() {
	for {
		near, err := l.listen.Accept()
		if err != nil {
			return
		}
		far, err := net.Dial("unix", l.path)
		l.mu.Lock()
		if err != nil || l.cut {
			near.Close()
			l.mu.Unlock()
			continue
		}
		l.conns = append(l.conns, near, far)
		l.mu.Unlock()
		for _, way := range [][2]net.Conn{{near, far}, {far, near}} {
			go func() {
				io.Copy(way[0], way[1])
				way[0].Close()
			}()
		}
	}
}

func (l *line) set(cut bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.cut = cut
	if !cut {
		return
	}
	for _, c := range l.conns {
		c.Close()
	}
	l.conns = nil
}

// TestDatabaseIsDown takes the database away from a server: it goes on living, says
// so to who sends, and goes on by itself when the database is back. At a start it is
// one line.
func TestDatabaseIsDown(t *testing.T) {
	way, store := throughLine(t, database(t))
	w := world.Start(t, world.Own())
	if code := w.Stop(); code != 0 {
		t.Fatalf("exit code %d", code)
	}
	// The world's application goes with it.
	dir := filepath.Join(t.TempDir(), "backup")
	if said := w.Run(append([]string{"backup", dir}, w.StoreArgs()...)...); said.Code != 0 {
		t.Fatalf("backup: %+v", said)
	}
	if said := w.Run("restore", dir, "--store", store); said.Code != 0 {
		t.Fatalf("restore: %+v", said)
	}
	w.Move(w.Data(), store)

	way.set(true)
	w.Fails(w.ServeArgs(), "connect")
	way.set(false)
	w.Restart()
	c := newChat(w)
	c.say(5)

	// A moment's trouble is not noticed.
	way.set(true)
	time.AfterFunc(time.Second, func() { way.set(false) })
	c.whole(t)

	// A longer one is an error, and then it is over.
	way.set(true)
	m := c.alice.Client().NewMessage(c.bob.Name, wire.NewText("meanwhile"))
	ctx, cancel := context.WithTimeout(t.Context(), 40*time.Second)
	defer cancel()
	if _, err := client.Call(ctx, c.alice, openim.SendMsg, m); !errors.Is(err, wire.Service("openim").Internal) {
		t.Errorf("without a database: %v", err)
	}
	way.set(false)
	w.Until("messages are taken again", func() error {
		_, err := world.Try(c.alice, openim.SendMsg, m)
		return err
	})
	c.direct = append(c.direct, "meanwhile")
	c.whole(t)
	w.Kill()
	w.Restart()
	c.whole(t)
}

// TestNewerDatabase starts a server on records of a newer program.
func TestNewerDatabase(t *testing.T) {
	w := world.Start(t, world.Own())
	store := database(t)
	dir := filepath.Join(t.TempDir(), "backup")
	if said := w.Run(append([]string{"backup", dir}, w.StoreArgs()...)...); said.Code != 0 {
		t.Fatalf("backup: %+v", said)
	}
	if said := w.Run("restore", dir, "--store", store); said.Code != 0 {
		t.Fatalf("restore: %+v", said)
	}
	conn, err := pgx.Connect(t.Context(), store)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(context.Background())
	if _, err := conn.Exec(t.Context(), "INSERT INTO store_schema (version) VALUES (9999)"); err != nil {
		t.Fatal(err)
	}
	for _, verb := range [][]string{{"serve", "--listen", "127.0.0.1:0"}, {"app", "list"}, {"backup", filepath.Join(t.TempDir(), "b")}} {
		w.Fails(append(verb, "--store", store), "9999", "newer teahouse")
	}
}
