package webhook

import (
	"errors"
	"strings"
	"sync/atomic"
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// stats count what operators watch.
type stats struct {
	rested  atomic.Uint64 // questions that were not put, as the server did not answer before
	letters atomic.Uint64
	calls   *prometheus.HistogramVec
}

func newCalls() *prometheus.HistogramVec {
	return prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "teahouse_webhook_seconds",
		Help: "Calls to applications' servers.", Buckets: []float64{.001, .003, .01, .03, .1, .3, 1, 3, 10}}, []string{"kind", "outcome"})
}

func (s *stats) called(command string, err error, took time.Duration) {
	kind, outcome := "after", "ok"
	if strings.Contains(command, "CallbackBefore") || strings.Contains(command, "CallbackPrev") {
		kind = "before"
	}
	var failed *failure
	switch {
	case errors.As(err, &failed) && failed.answered:
		outcome = "refused"
	case err != nil:
		outcome = "failed"
	}
	s.calls.WithLabelValues(kind, outcome).Observe(took.Seconds())
}

// Collectors are the metrics of webhooks.
func (h *Hooks) Collectors() []prometheus.Collector {
	counter := func(name, help string, read func() uint64) prometheus.Collector {
		return prometheus.NewCounterFunc(prometheus.CounterOpts{Name: name, Help: help}, func() float64 { return float64(read()) })
	}
	return []prometheus.Collector{h.stats.calls,
		counter("teahouse_webhook_rested_total", "Questions that were not put because the application's server did not answer before.", h.stats.rested.Load),
		counter("teahouse_webhook_letters_total", "Events of webhooks that were put aside.", h.stats.letters.Load),
		counter("teahouse_webhook_lost_total", "Events of webhooks that are not kept, such as who is online, which could not be written.", h.queue.losses),
		counter("teahouse_webhook_given_up_total", "Entries of the arrival log that webhooks did not come to before they were too old.",
			func() uint64 { return h.Timeline.GivenUp()["webhook"] }),
	}
}
