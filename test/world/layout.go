package world

import (
	"fmt"
	"os"
	"testing"

	"github.com/teahouse-chat/teahouse/test/postgres"
)

// layouts are the ways of storing that stories are told on; LAYOUT in the
// environment names one, without it the first is taken.
var layouts = map[string]func(w *World) error{
	"":         func(*World) error { return nil },
	"sqlite":   func(*World) error { return nil },
	"postgres": (*World).usePostgres,
}

// Embedded says that the story is about the stores in the data folder. On another
// layout it is skipped.
func Embedded() Option { return func(o *options) { o.own, o.embedded = true, true } }

// Layout returns the name of the layout that the stories of this run are told on.
func Layout() string {
	if name := os.Getenv("LAYOUT"); name != "" {
		return name
	}
	return "sqlite"
}

// lay prepares where the server stores.
func (w *World) lay(t testing.TB) {
	t.Helper()
	lay, ok := layouts[Layout()]
	if !ok {
		t.Fatalf("LAYOUT is %q: want sqlite or postgres", Layout())
	}
	if w.opts.embedded && Layout() != "sqlite" {
		t.Skip("this story is about the stores in the data folder")
	}
	if err := lay(w); err != nil {
		t.Fatal(err)
	}
}

// usePostgres makes a database of the test's own.
func (w *World) usePostgres() error {
	bin, err := Binary()
	if err != nil {
		return err
	}
	cluster, err := postgres.Shared()
	if err != nil {
		return err
	}
	url, drop, err := cluster.Prepared(postgres.ByBinary(bin))
	if err != nil {
		return fmt.Errorf("make a database: %w", err)
	}
	w.t.Cleanup(drop)
	w.opts.store = []string{"--store", url}
	return nil
}
