package api

import (
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/teahouse-chat/teahouse/wire"
)

type counters struct {
	calls   *prometheus.CounterVec
	seconds *prometheus.HistogramVec
	strange *prometheus.CounterVec
	took    [doors]prometheus.Observer // of seconds
}

func newCounters() counters {
	c := counters{
		calls: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "teahouse_commands_total",
			Help: "Commands by door, name and error code."}, []string{"door", "command", "code"}),
		seconds: prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "teahouse_command_seconds",
			Help: "Time that commands took.", Buckets: prometheus.ExponentialBuckets(0.0005, 4, 8)}, []string{"door"}),
		strange: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "teahouse_unknown_commands_total",
			Help: "Requests for commands that do not exist."}, []string{"door"}),
	}
	for d := range c.took {
		c.took[d] = c.seconds.WithLabelValues(Door(d).String())
	}
	return c
}

func (c counters) called(d Door, e *entry, err error, took time.Duration) {
	if err == nil || err == Held {
		c.well(d, e).Inc()
	} else {
		c.calls.WithLabelValues(d.String(), e.spec.Name, strconv.Itoa(wire.CodeOf(err))).Inc()
	}
	c.took[d].Observe(took.Seconds())
}

// well returns the counter of calls that went well, which is looked up once.
func (c counters) well(d Door, e *entry) prometheus.Counter {
	if n := e.well[d].Load(); n != nil {
		return *n
	}
	n := c.calls.WithLabelValues(d.String(), e.spec.Name, "0")
	e.well[d].Store(&n)
	return n
}

func (c counters) unknown(d Door) { c.strange.WithLabelValues(d.String()).Inc() }

// Collectors returns the registry's metrics.
func (r *Registry) Collectors() []prometheus.Collector {
	return []prometheus.Collector{r.counters.calls, r.counters.seconds, r.counters.strange}
}
