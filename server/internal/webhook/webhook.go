// Package webhook owns the calls to applications' servers: what they are asked
// before something happens, and what they are told afterwards.
//
// A question (Ask) is put once, within the application's time-out, and holds up what
// it is about. What is told lies in the arrival log: messages do anyway; all else is
// put there by InTimeline, InRecords or Soon. From there it is delivered in order per
// conversation, again and again while the application's server is down, and put aside
// as a letter when it is too old or refused.
package webhook

import (
	"context"
	"crypto/tls"
	"log/slog"
	"net/http"
	"net/netip"
	"sync"

	"github.com/teahouse-chat/teahouse/server/internal/app"
	"github.com/teahouse-chat/teahouse/server/internal/event"
	"github.com/teahouse-chat/teahouse/server/internal/id"
	"github.com/teahouse-chat/teahouse/server/internal/job"
	"github.com/teahouse-chat/teahouse/server/internal/store"
	"github.com/teahouse-chat/teahouse/server/internal/timeline"
)

// Parts are what Hooks are made of.
type Parts struct {
	DB       *store.DB
	Apps     *app.Apps
	Timeline *timeline.Log
	Jobs     *job.Jobs
	Events   *event.Hub
	Log      *slog.Logger

	// Private networks may be called, or any if AnyPrivate; otherwise public addresses
	// alone.
	Private    []netip.Prefix
	AnyPrivate bool
	TLS        *tls.Config
}

// Hooks calls applications' servers. A nil one calls nobody.
type Hooks struct {
	Parts
	client *http.Client
	stats  stats
	makers map[id.Kind][]Maker
	queue  queue

	mu       sync.Mutex
	lines    map[uint32]*line
	progress map[part]*progress
}

// New returns the Hooks and tells Jobs what they can carry out.
func New(p Parts) *Hooks {
	h := &Hooks{Parts: p, makers: map[id.Kind][]Maker{}, lines: map[uint32]*line{}, progress: map[part]*progress{}}
	h.client, h.stats.calls = newClient(&p), newCalls()
	h.queue.news = make(chan struct{}, 1)
	p.Jobs.Handle(jobKind, h.carryOut)
	event.On(p.Events, func(_ context.Context, j pending) { h.queue.put(queued{job: job.Job(j)}) })
	return h
}

// named is a webhook of the vocabulary.
type named interface{ String() string }

// Wants tells whether an application is asked, or told, by a webhook. It costs
// nothing for those that have none.
func (h *Hooks) Wants(a *app.App, w named) bool {
	return h != nil && a.Settings.Webhook.URL != "" && a.Settings.Webhook.Wants(w.String())
}

// line is what is kept of an application's server.
type line struct {
	mu      sync.Mutex
	slots   chan struct{} // held by questions under way
	breaker breaker
}

func (h *Hooks) lineOf(app uint32) *line {
	h.mu.Lock()
	defer h.mu.Unlock()
	l := h.lines[app]
	if l == nil {
		l = &line{}
		h.lines[app] = l
	}
	return l
}

// places returns the slots for questions, as many as the application has set.
func (l *line) places(n int) chan struct{} {
	l.mu.Lock()
	defer l.mu.Unlock()
	if cap(l.slots) != n {
		l.slots = make(chan struct{}, n) // those who hold a place of the old ones give it back there
	}
	return l.slots
}
