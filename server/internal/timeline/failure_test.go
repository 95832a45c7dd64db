package timeline_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"sync/atomic"
	"testing"
	"time"

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
	event.On(hub, func(context.Context, *timeline.Appended) { events++ })
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

// broken is an engine whose batches come to nothing, once it is set to. They wait to be
// begun.
type broken struct {
	timeline.Engine
	set   atomic.Bool
	begin chan struct{}
	err   error
}

func (e *broken) Begin(touch []timeline.Touch) (timeline.Batch, error) {
	b, err := e.Engine.Begin(touch)
	if !e.set.Load() {
		return b, err
	}
	<-e.begin
	return brokenBatch{b, e.err}, err
}

type brokenBatch struct {
	timeline.Batch
	err error
}

func (b brokenBatch) Apply() (func() error, error) { return nil, b.err }

// TestFailedLargeBatch: those who wait for a batch that fails are told, and so are those
// for whom there was no room in it.
func TestFailedLargeBatch(t *testing.T) {
	engine, err := timeline.OpenPebble("timelines", vfs.NewMem())
	if err != nil {
		t.Fatal(err)
	}
	e := &broken{Engine: engine, begin: make(chan struct{}), err: errors.New("no batch is taken")}
	l, err := timeline.Open(e, nil, timeline.Options{Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	e.set.Store(true)
	body := bytes.Repeat([]byte("x"), 1<<20)
	const most = 16 // of which a batch takes less than half
	done := make(chan error)
	for range most {
		go func() {
			m := timeline.Message{Conv: id.GroupConv(1, 2), From: 3, Body: body}
			_, _, err := l.Append(t.Context(), m, timeline.Repeat{Never: true})
			done <- err
		}()
	}
	time.Sleep(200 * time.Millisecond) // they wait for one another
	close(e.begin)
	for range most {
		if err := <-done; !errors.Is(err, timeline.ErrFailed) || !errors.Is(err, e.err) {
			t.Errorf("told %v", err)
		}
	}
	l.Close()
}
