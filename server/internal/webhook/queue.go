package webhook

import (
	"context"
	"sync"
	"time"

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

func (q *queue) lose() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.lost++
}

// losses is how many events were not written.
func (q *queue) losses() uint64 {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.lost
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
			h.write(ctx, some)
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

// rewrites is how often what could not be written is tried again, once a second: a
// database may be away for a moment.
const rewrites = 10

// write puts some into the arrival log, together if possible: one that cannot be written
// keeps none of the others out. Once ctx has ended nothing is waited for.
func (h *Hooks) write(ctx context.Context, some []queued) {
	err := h.writeAll(context.WithoutCancel(ctx), some)
	if half := len(some) / 2; err != nil && half > 0 {
		h.write(ctx, some[:half])
		h.write(ctx, some[half:])
		return
	}
	for n := 0; err != nil && some[0].job.ID == "" && n < rewrites && ctx.Err() == nil; n++ {
		select {
		case <-time.After(time.Second):
		case <-ctx.Done():
		}
		err = h.writeAll(context.WithoutCancel(ctx), some)
	}
	if err == nil {
		return
	}
	h.Log.Warn("an event of a webhook could not be written", "job", some[0].job.ID, "error", err)
	if some[0].job.ID == "" { // otherwise Jobs carries it out after a while
		h.queue.lose()
	}
}

func (h *Hooks) writeAll(ctx context.Context, some []queued) error {
	err := h.Timeline.Update(ctx, touches(some), func(tx *timeline.Tx) error {
		for i := range some {
			if err := some[i].write(tx); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	for i := range some {
		if some[i].job.ID != "" {
			h.Jobs.Forget(some[i].job)
		}
	}
	return nil
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
