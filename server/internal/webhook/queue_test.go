package webhook

import (
	"context"
	"log/slog"
	"slices"
	"testing"
	"time"

	"github.com/teahouse-chat/teahouse/server/internal/event"
	"github.com/teahouse-chat/teahouse/server/internal/id"
	"github.com/teahouse-chat/teahouse/server/internal/job"
	"github.com/teahouse-chat/teahouse/server/internal/store"
	"github.com/teahouse-chat/teahouse/server/internal/timeline"
)

// TestOneThatCannotBeWritten: of what waits to be written, one that is spoilt keeps none of
// the others out, and their order stays.
func TestOneThatCannotBeWritten(t *testing.T) {
	quiet, events := slog.New(slog.DiscardHandler), &event.Hub{}
	db, err := store.Open(t.Context(), t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	engine, err := timeline.OpenPebble(t.TempDir(), nil)
	if err != nil {
		t.Fatal(err)
	}
	log, err := timeline.Open(engine, events, timeline.Options{Log: quiet})
	if err != nil {
		t.Fatal(err)
	}
	defer log.Close()
	h := New(Parts{DB: db, Timeline: log, Jobs: job.New(db, quiet, nil), Events: events, Log: quiet})
	conv := id.Pair(1, 10, 11)
	var want []string
	for _, name := range []string{"a", "b", "", "c", "d", "e", ""} {
		if name == "" {
			h.queue.put(queued{job: job.Job{ID: "spoilt" + string(rune('0'+len(want))), App: 1, Payload: []byte("no JSON")}})
			continue
		}
		want = append(want, name)
		h.queue.put(queued{conv: conv, event: &Event{Command: name, Body: []byte("{}")}})
	}
	ended, end := context.WithCancel(t.Context())
	end()
	h.pour(ended)
	var got []string
	now := time.Now()
	err = log.Arrived(t.Context(), 1, now.Add(-time.Minute), now.Add(time.Minute), func(e *timeline.Entry) error {
		got = append(got, string(e.What))
		return nil
	})
	if err != nil || len(got) != len(want) || !slices.IsSorted(got) {
		t.Errorf("%d of %d are written, in the order %q: %v", len(got), len(want), got, err)
	}
	if n := h.queue.losses(); n != 0 {
		t.Errorf("%d are lost; what has a job is not", n)
	}
}
