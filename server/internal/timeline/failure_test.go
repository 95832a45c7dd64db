package timeline_test

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"

	"github.com/cockroachdb/pebble/v2/vfs"

	"github.com/teahouse-chat/teahouse/server/internal/event"
	"github.com/teahouse-chat/teahouse/server/internal/id"
	"github.com/teahouse-chat/teahouse/server/internal/timeline"
)

var errDisk = errors.New("the disk is gone")

// broken is an engine whose syncs fail while broken is set.
type broken struct {
	timeline.Engine
	broken atomic.Bool
}

func (e *broken) Begin(touch []timeline.Touch) (timeline.Batch, error) {
	b, err := e.Engine.Begin(touch)
	return brokenBatch{b, e}, err
}

type brokenBatch struct {
	timeline.Batch
	e *broken
}

func (b brokenBatch) Apply() (func() error, error) {
	wait, err := b.Batch.Apply()
	return func() error {
		if err := wait(); err != nil || !b.e.broken.Load() {
			return err
		}
		return errDisk
	}, err
}

// TestFailedSync: nobody is told of a change that may not be there, and nothing
// is taken after it.
func TestFailedSync(t *testing.T) {
	fs := vfs.NewMem()
	open := func(hub *event.Hub) (*timeline.Log, *broken) {
		engine, err := timeline.OpenPebble("timelines", fs)
		if err != nil {
			t.Fatal(err)
		}
		e := &broken{Engine: engine}
		l, err := timeline.Open(e, hub, timeline.Options{})
		if err != nil {
			t.Fatal(err)
		}
		return l, e
	}
	hub, events := new(event.Hub), 0
	event.On(hub, func(context.Context, timeline.Appended) { events++ })
	l, e := open(hub)
	m := timeline.Message{Conv: id.GroupConv(1, 2), From: 3}
	send := func() error {
		_, _, err := l.Append(t.Context(), m, timeline.Repeat{Never: true})
		return err
	}
	if err := send(); err != nil {
		t.Fatal(err)
	}
	e.broken.Store(true)
	if err := send(); !errors.Is(err, timeline.ErrFailed) || !errors.Is(err, errDisk) {
		t.Fatalf("a failed sync: %v", err)
	}
	e.broken.Store(false)
	if err := send(); !errors.Is(err, timeline.ErrFailed) {
		t.Fatalf("after a failed sync: %v", err)
	}
	if events != 1 {
		t.Errorf("%d events, want 1", events)
	}
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	l, _ = open(nil)
	if err := send(); err != nil {
		t.Fatalf("after opening again: %v", err)
	}
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
}
