package timeline

import (
	"context"
	"testing"
	"time"

	"github.com/cockroachdb/pebble/v2/vfs"

	"github.com/teahouse-chat/teahouse/server/internal/id"
)

// TestTrim: the arrival log keeps what a cursor needs, within its bounds, and no
// more.
func TestTrim(t *testing.T) {
	engine, err := OpenPebble("timelines", vfs.NewMem())
	if err != nil {
		t.Fatal(err)
	}
	now := time.Unix(1_760_000_000, 0)
	l, err := Open(engine, nil, Options{LogEntries: 50, LogAge: time.Hour, Now: func() time.Time { return now }})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = l.Close() }()
	send := func(n int) {
		for range n {
			if _, _, err := l.Append(t.Context(), Message{Conv: id.GroupConv(1, 2), From: 3}, Repeat{Never: true}); err != nil {
				t.Fatal(err)
			}
		}
	}
	left := func(want int) {
		t.Helper()
		if err := l.trim(t.Context()); err != nil {
			t.Fatal(err)
		}
		entries, err := readEntries(engine, part{app: 1}, 0, 1<<40, 1000)
		if err != nil {
			t.Fatal(err)
		}
		if len(entries) != want {
			t.Fatalf("%d entries are left, want %d", len(entries), want)
		}
	}
	send(10)
	left(0) // nobody follows
	ctx, cancel := context.WithCancel(t.Context())
	w, err := l.newFollower(ctx, "slow", nil) // one that never gets on
	cancel()
	if err != nil {
		t.Fatal(err)
	}
	l.followers.leave(w.name)
	w.hold([]uint16{0}, 1, time.Time{})
	send(30)
	left(30)
	now = now.Add(40 * time.Minute)
	send(30)
	left(50) // bounded by number
	now = now.Add(40 * time.Minute)
	left(30) // bounded by age
	w.mine[0].at[1] = position{at: 60}
	if err := w.save(t.Context()); err != nil {
		t.Fatal(err)
	}
	left(10) // the cursor has passed
	send(60)
	left(50)
	ctx, cancel = context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	var seen []uint64
	err = l.Follow(ctx, "slow", func(_ context.Context, entries []Entry) error {
		for _, e := range entries {
			seen = append(seen, e.Number)
		}
		if len(seen) == 50 {
			cancel()
		}
		return nil
	})
	if err != nil || len(seen) != 50 || seen[0] != 81 {
		t.Fatalf("followed %v: %v", seen, err)
	}
	if n := l.GivenUp()["slow"]; n != 20 {
		t.Errorf("%d entries were given up, want 20", n)
	}
	left(0)
	send(5)
	if err := l.Forget(t.Context(), "slow"); err != nil {
		t.Fatal(err)
	}
	left(0)
}

// TestTrimHolds: what Hold says stays, though nobody follows it.
func TestTrimHolds(t *testing.T) {
	engine, err := OpenPebble("timelines", vfs.NewMem())
	if err != nil {
		t.Fatal(err)
	}
	now, held := time.Unix(1_760_000_000, 0), int64(1)
	l, err := Open(engine, nil, Options{Now: func() time.Time { return now }, Hold: func(uint32) int64 { return held }})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = l.Close() }()
	start := now
	for range 10 {
		if _, _, err := l.Append(t.Context(), Message{Conv: id.GroupConv(1, 2), From: 3}, Repeat{Never: true}); err != nil {
			t.Fatal(err)
		}
		now = now.Add(time.Minute)
	}
	for _, row := range []struct {
		held int64
		want uint64 // the first that is left; 0: none
	}{{1, 1}, {start.Add(3 * time.Minute).UnixMilli(), 4}, {start.Add(200 * time.Second).UnixMilli(), 5}, {0, 0}} {
		held = row.held
		if err := l.trim(t.Context()); err != nil {
			t.Fatal(err)
		}
		var first uint64
		err := l.Arrived(t.Context(), 1, start, now, func(e *Entry) error {
			if first == 0 {
				first = e.Number
			}
			return nil
		})
		if err != nil || first != row.want {
			t.Errorf("held from %d: the first is %d, %v, want %d", row.held, first, err, row.want)
		}
	}
}
