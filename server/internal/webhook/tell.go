package webhook

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/app"
	"github.com/teahouse-chat/teahouse/server/internal/id"
	"github.com/teahouse-chat/teahouse/server/internal/job"
	"github.com/teahouse-chat/teahouse/server/internal/store"
	"github.com/teahouse-chat/teahouse/server/internal/timeline"
	wire "github.com/teahouse-chat/teahouse/wire/webhook"
)

// Event is what an application is told: the command, where it came from, and the body
// as it is sent.
type Event struct {
	Command string `json:"command"`
	Origin
	Body json.RawMessage `json:"body"`
}

// Of makes an event of what a caller did, nil if the application does not want it; body is called only if
// it does.
func Of[B any](h *Hooks, c *api.Caller, w wire.After[B], body func() *B) *Event {
	if !h.Wants(c.App, w) {
		return nil
	}
	return At(h, c.App, By(c), time.Now(), w, body)
}

// For is Of where the caller is not known any more.
func For[B any](h *Hooks, appID uint32, by Origin, w wire.After[B], body func() *B) *Event {
	if h == nil {
		return nil
	}
	a, err := h.Apps.Get(appID)
	if err != nil {
		return nil // it is gone
	}
	return At(h, a, by, time.Now(), w, body)
}

// At is Of for what happened at another time.
func At[B any](h *Hooks, a *app.App, by Origin, at time.Time, w wire.After[B], body func() *B) *Event {
	if !h.Wants(a, w) {
		return nil
	}
	raw, err := encode(w.String(), at, body())
	if err != nil { // a mistake in a body's type
		h.Log.Error("webhook", "error", err)
		return nil
	}
	return &Event{w.String(), by, raw}
}

// InTimeline tells of a change of timelines in its transaction, in the order of the
// conversation. A nil event is none.
func InTimeline(tx *timeline.Tx, conv id.Conv, e *Event) error {
	if e == nil {
		return nil
	}
	raw, err := json.Marshal(e)
	if err != nil {
		return err
	}
	return tx.Tell(conv, raw)
}

// jobKind names the jobs of this package.
const jobKind = "webhook"

// told is such a job: an event on its way into the arrival log.
type told struct {
	Conv  id.Conv
	Event Event
}

// pending says that a told was committed.
type pending job.Job

// InRecords tells of a change of records: by a job row in its transaction, which is
// carried into the arrival log after the commit. conv gives the order: what concerns
// an account alone has its conversation with itself. Events that are nil are none.
func InRecords(tx *store.Tx, conv id.Conv, events ...*Event) error {
	for _, e := range events {
		if e == nil {
			continue
		}
		j, err := job.Add(tx, conv.App, jobKind, told{conv, *e})
		if err != nil {
			return err
		}
		tx.Emit(pending(j))
	}
	return nil
}

// Own is the conversation that orders what concerns an account alone.
func Own(a id.Account) id.Conv { return id.Pair(a.App, a.ID, a.ID) }

// carryOut puts what a job tells into the arrival log.
func (h *Hooks) carryOut(ctx context.Context, j job.Job) error {
	x := queued{job: j}
	return h.Timeline.Update(ctx, touches([]queued{x}), x.write)
}

func decodeTold(j job.Job) (t told, err error) {
	if err := json.Unmarshal(j.Payload, &t); err != nil {
		return t, fmt.Errorf("decode job: %w", err)
	}
	return t, nil
}

// Soon tells of what is not kept, such as who is online: it is on its way at once, and
// is lost if the server ends abruptly.
func (h *Hooks) Soon(conv id.Conv, e *Event) {
	if e != nil {
		h.queue.put(queued{conv: conv, event: e})
	}
}

// Passed tells of a message that is not stored, likewise.
func (h *Hooks) Passed(m *timeline.Message) {
	c := *m
	h.queue.put(queued{conv: m.Conv, message: &c})
}
