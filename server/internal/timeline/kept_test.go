package timeline

import (
	"testing"
	"time"

	"github.com/cockroachdb/pebble/v2/vfs"
)

func TestDocumentsAreForgotten(t *testing.T) {
	engine, err := OpenPebble("timelines", vfs.NewMem())
	if err != nil {
		t.Fatal(err)
	}
	now := time.Unix(1_760_000_000, 0)
	l, err := Open(engine, nil, Options{Now: func() time.Time { return now }})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = l.Close() }()
	names := map[string]bool{} // whether the document is to stay
	for _, c := range []struct {
		until time.Time
		stays bool
	}{{now.Add(time.Hour), false}, {now.Add(3 * time.Hour), true}, {Forever, true}} {
		name, err := l.Keep(t.Context(), 1, c.until, []byte("x"))
		if err != nil {
			t.Fatal(err)
		}
		names[name] = c.stays
	}
	now = now.Add(2 * time.Hour)
	if err := l.forget(t.Context()); err != nil {
		t.Fatal(err)
	}
	for name, stays := range names {
		if got, err := l.Kept(t.Context(), 1, name); err != nil || (got != nil) != stays {
			t.Errorf("%q is there: %v, want %v (%v)", name, got != nil, stays, err)
		}
	}
}
