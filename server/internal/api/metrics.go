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
}

func newCounters() counters {
	return counters{
		calls: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "teahouse_commands_total",
			Help: "Commands by door, name and error code."}, []string{"door", "command", "code"}),
		seconds: prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "teahouse_command_seconds",
			Help: "Time that commands took.", Buckets: prometheus.ExponentialBuckets(0.0005, 4, 8)}, []string{"door"}),
		strange: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "teahouse_unknown_commands_total",
			Help: "Requests for commands that do not exist."}, []string{"door"}),
	}
}

func (c counters) called(d Door, name string, err error, took time.Duration) {
	if err == Held {
		err = nil
	}
	c.calls.WithLabelValues(d.String(), name, strconv.Itoa(wire.CodeOf(err))).Inc()
	c.seconds.WithLabelValues(d.String()).Observe(took.Seconds())
}

func (c counters) unknown(d Door) { c.strange.WithLabelValues(d.String()).Inc() }

// Collectors returns the registry's metrics.
func (r *Registry) Collectors() []prometheus.Collector {
	return []prometheus.Collector{r.counters.calls, r.counters.seconds, r.counters.strange}
}
