package server

import (
	"net/http"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// metrics serves what operators watch.
func (s *Server) metrics() http.Handler {
	r := prometheus.NewRegistry()
	r.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	r.MustRegister(s.registry.Collectors()...)
	r.MustRegister(s.hooks.Collectors()...)
	for _, m := range []struct {
		name, help string
		read       func() float64
	}{
		{"teahouse_sessions", "Connected sessions.", func() float64 { return float64(s.hub.Stats().Sessions) }},
		{"teahouse_timeline_memory_bytes", "Memory that the engine of timelines keeps, of a server with a data folder alone.",
			func() float64 { return float64(s.timeline.Memory()) }},
		{"teahouse_sockets", "Open sockets.", func() float64 { return float64(s.sockets.Stats().Sockets) }},
	} {
		r.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: m.name, Help: m.help}, m.read))
	}
	if s.space != nil {
		r.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: "teahouse_disk_free_bytes",
			Help: "Free bytes where the data folder lies."}, func() float64 { return float64(s.space.free.Load()) }))
	}
	r.MustRegister(prometheus.NewCounterFunc(prometheus.CounterOpts{Name: "teahouse_dropped_messages_total",
		Help: "Messages to live rooms that were dropped, their senders answered success.", ConstLabels: prometheus.Labels{"reason": "group_rate"}},
		func() float64 { return float64(s.rooms.Dropped()) }))
	for _, m := range []struct {
		name, help string
		read       func() uint64
	}{
		{"teahouse_deliveries_total", "Frames handed to sessions.", func() uint64 { return s.hub.Stats().Deliveries }},
		{"teahouse_writes_total", "Writes to sockets.", func() uint64 { return s.hub.Stats().Writes }},
		{"teahouse_written_bytes_total", "Bytes written to sockets.", func() uint64 { return s.hub.Stats().Bytes }},
		{"teahouse_dropped_frames_total", "Frames that slow sessions lost because they may be lost.", func() uint64 { return s.hub.Stats().Dropped }},
		{"teahouse_too_slow_total", "Sessions closed because they could not keep up.", func() uint64 { return s.hub.Stats().TooSlow }},
		{"teahouse_requests_total", "Requests on sockets.", func() uint64 { return s.sockets.Stats().Requests }},
		{"teahouse_strange_messages_total", "Messages on sockets that were no requests.", func() uint64 { return s.sockets.Stats().Strange }},
		{"teahouse_protocol_violations_total", "Sockets closed because they broke the protocol.", func() uint64 { return s.sockets.Stats().Violation }},
		{"teahouse_too_fast_total", "Requests over client_rate.", func() uint64 { return s.sockets.Stats().TooFast }},
		{"teahouse_silent_total", "Sockets closed because nothing whole came for too long.", func() uint64 { return s.sockets.Stats().Silent }},
		{"teahouse_crowded_total", "Sockets closed because there were too many and they were not logged in.", func() uint64 { return s.sockets.Stats().Crowded }},
		{"teahouse_messages_total", "Messages in the arrival log since the store was made.", s.counter.Value},
	} {
		r.MustRegister(prometheus.NewCounterFunc(prometheus.CounterOpts{Name: m.name, Help: m.help},
			func() float64 { return float64(m.read()) }))
	}
	return promhttp.HandlerFor(r, promhttp.HandlerOpts{})
}
