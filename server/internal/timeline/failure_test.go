package timeline_test

import (
	"context"
	"errors"
	"log/slog"
	"sync/atomic"
	"testing"

	"github.com/cockroachdb/pebble/v2/vfs"
	"github.com/cockroachdb/pebble/v2/vfs/errorfs"

	"github.com/teahouse-chat/teahouse/server/internal/event"
	"github.com/teahouse-chat/teahouse/server/internal/id"
	"github.com/teahouse-chat/teahouse/server/internal/timeline"
)

// TestFailedSync: nobody is told of a change that may not be there, and nothing
// is taken after it.
func TestFailedSync(t *testing.T) {
	errDisk := errors.New("the disk is gone")
	var gone atomic.Bool
	disk := vfs.NewMem()
	failing := errorfs.Wrap(disk, errorfs.InjectorFunc(func(op errorfs.Op) error {
		if gone.Load() && (op.Kind == errorfs.OpFileSync || op.Kind == errorfs.OpFileSyncData) {
			return errDisk
		}
		return nil
	}))
	hub, events := new(event.Hub), 0
	event.On(hub, func(context.Context, timeline.Appended) { events++ })
	l := openOn(t, failing, hub)
	m := timeline.Message{Conv: id.GroupConv(1, 2), From: 3}
	send := func() error {
		_, _, err := l.Append(t.Context(), m, timeline.Repeat{Never: true})
		return err
	}
	if err := send(); err != nil {
		t.Fatal(err)
	}
	gone.Store(true)
	if err := send(); !errors.Is(err, timeline.ErrFailed) || !errors.Is(err, errDisk) {
		t.Fatalf("a failed sync: %v", err)
	}
	gone.Store(false)
	if err := send(); !errors.Is(err, timeline.ErrFailed) {
		t.Fatalf("after a failed sync: %v", err)
	}
	if events != 1 {
		t.Errorf("%d events, want 1", events)
	}
	if err := l.Close(); err == nil {
		t.Error("closing does not say that the log could not be brought to disk")
	}
	l = openOn(t, disk, nil)
	if err := send(); err != nil {
		t.Fatalf("after opening again: %v", err)
	}
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
}

func openOn(t *testing.T, fs vfs.FS, hub *event.Hub) *timeline.Log {
	t.Helper()
	engine, err := timeline.OpenPebble("timelines", fs)
	if err != nil {
		t.Fatal(err)
	}
	l, err := timeline.Open(engine, hub, timeline.Options{Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	return l
}
