package world

import (
	"fmt"
	"strings"
)

// Metric returns the sum of a metric's values on /metrics, whatever their labels.
func (w *World) Metric(name string) float64 {
	w.t.Helper()
	page, err := w.server.get("/metrics")
	if err != nil {
		w.t.Fatal(err)
	}
	sum, found := 0.0, false
	for line := range strings.Lines(string(page)) {
		rest, is := strings.CutPrefix(line, name)
		if !is || rest[0] != ' ' && rest[0] != '{' {
			continue
		}
		var value float64
		if _, err := fmt.Sscan(rest[strings.LastIndex(rest, " ")+1:], &value); err == nil {
			sum, found = sum+value, true
		}
	}
	if !found {
		w.t.Fatalf("/metrics has no %s", name)
	}
	return sum
}
