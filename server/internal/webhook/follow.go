package webhook

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/teahouse-chat/teahouse/server/internal/app"
	"github.com/teahouse-chat/teahouse/server/internal/id"
	"github.com/teahouse-chat/teahouse/server/internal/timeline"
)

// Maker makes what an application is told of an entry of the arrival log; events that
// are nil are none. It may be asked more than once.
type Maker func(ctx context.Context, a *app.App, e *timeline.Entry) ([]*Event, error)

// OnEntries sets who makes events of what happens in one kind of conversations. Call it
// before Follow.
func (h *Hooks) OnEntries(kind id.Kind, m Maker) { h.makers[kind] = append(h.makers[kind], m) }

const (
	// lanes is how many conversations of an application are told of at a time.
	lanes = 16
	// mostTries is how often a server that is there is told the same before it is put
	// aside.
	mostTries = 8
)

// errLater makes the follower of the arrival log try again after a pause.
var errLater = errors.New("an application's server could not be told")

// part is a part of the arrival log.
type part struct {
	app       uint32
	partition uint16
}

// progress is what was done of the entries that are being handled, as some may have to
// be tried again.
type progress struct {
	mu    sync.Mutex
	done  map[uint64]int // events told, by entry; -1: all
	tries map[uint64]int // of the next event of an entry
}

// follows is the name by which the arrival log is followed.
const follows = "webhook"

// Begin makes sure that what comes next is told, though Follow may begin later.
func (h *Hooks) Begin(ctx context.Context) error { return h.Timeline.Begin(ctx, follows) }

// Follow tells applications' servers what happens until ctx ends. Only one may run for
// a store, or one on each of the nodes that share it.
func (h *Hooks) Follow(ctx context.Context) error {
	var running sync.WaitGroup
	running.Go(func() { h.pour(ctx) })
	running.Go(func() { h.followLetters(ctx) })
	err := h.Timeline.FollowSome(ctx, follows, h.wanted, h.handle)
	running.Wait()
	if errors.Is(err, context.Canceled) || errors.Is(err, timeline.ErrClosed) {
		return nil
	}
	return err
}

func (h *Hooks) wanted(appID uint32) bool {
	a, err := h.Apps.Get(appID)
	return err == nil && a.Settings.Webhook.WantsAny() && !a.Disabled
}

func (h *Hooks) progressOf(p part) *progress {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.progress[p] == nil {
		h.progress[p] = &progress{done: map[uint64]int{}, tries: map[uint64]int{}}
	}
	return h.progress[p]
}

// handle tells of entries of one application and partition: of each conversation in
// order, of several at a time.
func (h *Hooks) handle(ctx context.Context, entries []timeline.Entry) error {
	a, err := h.Apps.Get(entries[0].Conv.App)
	if err != nil {
		return nil // the application is gone
	}
	t := &telling{h: h, app: a, p: h.progressOf(part{a.ID, entries[0].Partition})}
	byConv := map[id.Conv][]*timeline.Entry{}
	var order []id.Conv
	for i := range entries {
		e := &entries[i]
		if t.p.left(e) {
			if byConv[e.Conv] == nil {
				order = append(order, e.Conv)
			}
			byConv[e.Conv] = append(byConv[e.Conv], e)
		}
	}
	if err := t.tellAll(ctx, order, byConv); err != nil {
		return err
	}
	t.p.clear()
	return nil
}

func (p *progress) left(e *timeline.Entry) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.done[e.Number] >= 0
}

func (p *progress) clear() {
	p.mu.Lock()
	defer p.mu.Unlock()
	clear(p.done)
	clear(p.tries)
}

// telling is one call of handle.
type telling struct {
	h   *Hooks
	app *app.App
	p   *progress

	mu  sync.Mutex
	err error // the first one
}

// tellAll takes the conversations in lanes. Where one fails, the others go on.
func (t *telling) tellAll(ctx context.Context, order []id.Conv, byConv map[id.Conv][]*timeline.Entry) error {
	next := make(chan id.Conv, len(order))
	for _, conv := range order {
		next <- conv
	}
	close(next)
	var running sync.WaitGroup
	for range min(lanes, len(order)) {
		running.Go(func() {
			for conv := range next {
				for _, e := range byConv[conv] {
					if err := t.entry(ctx, e); err != nil {
						t.failed(err)
						break
					}
				}
			}
		})
	}
	running.Wait()
	return t.err
}

func (t *telling) failed(err error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.err == nil {
		t.err = err
	}
}

// entry tells all that there is to tell of an entry.
func (t *telling) entry(ctx context.Context, e *timeline.Entry) error {
	events, err := t.h.eventsOf(ctx, t.app, e)
	if err != nil {
		return err
	}
	t.p.mu.Lock()
	done := t.p.done[e.Number]
	t.p.mu.Unlock()
	for i, ev := range events {
		if i < done || ev == nil {
			continue
		}
		if err := t.event(ctx, e, i, ev); err != nil {
			return err
		}
		t.p.mu.Lock()
		t.p.done[e.Number] = i + 1
		delete(t.p.tries, e.Number)
		t.p.mu.Unlock()
	}
	t.p.mu.Lock()
	t.p.done[e.Number] = -1
	t.p.mu.Unlock()
	return nil
}

// eventsOf returns what there is to tell of an entry. Its events are the same, in the
// same order, each time.
func (h *Hooks) eventsOf(ctx context.Context, a *app.App, e *timeline.Entry) (events []*Event, err error) {
	if e.Kind == timeline.EntryTold {
		ev := &Event{}
		if json.Unmarshal(e.What, ev) != nil || !a.Settings.Webhook.Wants(ev.Command) {
			return nil, nil // not ours, or no longer wanted
		}
		return []*Event{ev}, nil
	}
	for _, m := range h.makers[e.Conv.Kind] {
		some, err := m(ctx, a, e)
		if err != nil {
			return nil, err
		}
		events = append(events, some...)
	}
	return events, nil
}

// event tells one event; it is put aside where that is hopeless.
func (t *telling) event(ctx context.Context, e *timeline.Entry, n int, ev *Event) error {
	r := &request{app: t.app, command: ev.Command, ip: ev.IP, platform: ev.Platform, body: ev.Body,
		id: fmt.Sprintf("%d-%d-%d-%d", t.app.ID, e.Partition, e.Number, n)}
	began := time.Now()
	err := t.h.tell(ctx, r)
	if err == nil {
		return nil
	}
	var failed *failure
	if !errors.As(err, &failed) {
		return err
	}
	t.p.mu.Lock()
	t.p.tries[e.Number]++
	tries := t.p.tries[e.Number]
	t.p.mu.Unlock()
	keep := time.Duration(t.app.Settings.Webhook.KeepHours) * time.Hour
	refused := failed.answered && tries >= mostTries
	if !refused && began.Sub(time.UnixMilli(e.At)) < keep {
		return fmt.Errorf("%w: %s: %s", errLater, ev.Command, failed.why)
	}
	return t.h.putAside(ctx, letter{App: t.app.ID, ID: r.id, Command: ev.Command, Origin: ev.Origin, Body: ev.Body,
		Happened: time.UnixMilli(e.At), Tries: tries, Why: failed.why})
}

// tell makes one attempt.
func (h *Hooks) tell(ctx context.Context, r *request) error {
	within, cancel := context.WithTimeout(ctx, r.limit())
	defer cancel()
	_, err := h.post(within, r)
	if err == nil {
		h.lineOf(r.app.ID).breaker.ended(true, false, time.Now())
	}
	return err
}
