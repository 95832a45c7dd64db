package webhook

import (
	"context"
	"sync"

	"github.com/teahouse-chat/teahouse/server/internal/id"
	"github.com/teahouse-chat/teahouse/server/internal/job"
	"github.com/teahouse-chat/teahouse/server/internal/timeline"
)

// mostQueued bounds what waits to be written into the arrival log. The store is slower
// than what comes then; what has a job row is carried out later by that.
const mostQueued = 100_000

// queue holds, in order, what goes into the arrival log beside what caused it.
type queue struct {
	mu   sync.Mutex
	all  []queued
	lost uint64
	news chan struct{}
}

// queued is one of: the job of an event, an event, a message that is not stored.
type queued struct {
	job     job.Job
	conv    id.Conv
	event   *Event
	message *timeline.Message
}

func (q *queue) put(x queued) {
	q.mu.Lock()
	if len(q.all) < mostQueued {
		q.all = append(q.all, x)
	} else {
		q.lost++
	}
	q.mu.Unlock()
	select {
	case q.news <- struct{}{}:
	default:
	}
}

// atOnce is how many go into one batch.
const atOnce = 200

func (q *queue) take() (some []queued) {
	q.mu.Lock()
	defer q.mu.Unlock()
	n := min(len(q.all), atOnce)
	some, q.all = q.all[:n:n], q.all[n:]
	if len(q.all) == 0 {
		q.all = nil
	}
	return some
}

// pour writes what is queued until ctx ends, and then the rest.
func (h *Hooks) pour(ctx context.Context) {
	for over := false; ; {
		some := h.queue.take()
		if len(some) > 0 {
			h.write(context.WithoutCancel(ctx), some)
			continue
		}
		if over {
			return
		}
		select {
		case <-h.queue.news:
		case <-ctx.Done():
			over = true
		}
	}
}

func (h *Hooks) write(ctx context.Context, some []queued) {
	err := h.Timeline.Update(ctx, touches(some), func(tx *timeline.Tx) error {
		for i := range some {
			if err := some[i].write(tx); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil { // those with a job are carried out by Jobs after a while
		h.Log.Warn("webhooks' events could not be written", "events", len(some), "error", err)
		return
	}
	for i := range some {
		if some[i].job.ID != "" {
			h.Jobs.Forget(some[i].job)
		}
	}
}

// touches are the conversations of the jobs among some, as Tx.Once wants them.
func touches(some []queued) (all []timeline.Touch) {
	for i := range some {
		if some[i].job.ID != "" {
			if t, err := decodeTold(some[i].job); err == nil {
				all = append(all, timeline.InConv(t.Conv))
			}
		}
	}
	return all
}

func (x *queued) write(tx *timeline.Tx) error {
	switch {
	case x.message != nil:
		return tx.Pass(*x.message)
	case x.event != nil:
		return InTimeline(tx, x.conv, x.event)
	}
	t, err := decodeTold(x.job)
	if err != nil {
		return err
	}
	if again, err := tx.Once(x.job.App, x.job.ID); err != nil || again {
		return err
	}
	return InTimeline(tx, t.Conv, &t.Event)
}
