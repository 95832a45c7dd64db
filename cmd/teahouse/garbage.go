package main

import (
	"context"
	"log/slog"
	"os"
	"runtime/debug"
	"runtime/metrics"
	"time"

	"github.com/KimMachineGun/automemlimit/memlimit"
)

// How much garbage may lie about, as a part of what is in use, in percent: as much as
// Go's default, or less while collecting it costs next to nothing.
const (
	garbageBusy  = 100
	garbageQuiet = 25
)

// Parts of a core that collecting takes, over some seconds, above which it is busy and
// below which it is quiet. With a quarter of the garbage it takes four times as much.
const (
	costsMuch   = 0.01
	costsLittle = 0.0025
)

// keepTidy sets how much garbage may lie about, until ctx ends: thousands of clients
// that only give signs of life throw away little, and would else be kept twice the
// memory that they need. Who has set GOGC is obeyed.
func keepTidy(ctx context.Context) {
	if os.Getenv("GOGC") != "" {
		return
	}
	const every, weight = time.Second, 0.2
	tick := time.NewTicker(every)
	defer tick.Stop()
	percent, before, cost := garbageBusy, collecting(), costsMuch
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		now := collecting()
		cost += weight * ((now-before)/every.Seconds() - cost)
		before = now
		if want := garbage(percent, cost); want != percent {
			percent = want
			debug.SetGCPercent(percent)
		}
	}
}

// stayWithin has garbage collected harder before the process uses all the memory that a
// container gives it, and is ended. Who has set GOMEMLIMIT is obeyed.
func stayWithin(log *slog.Logger) {
	if _, err := memlimit.Set(); err != nil {
		log.Debug("it is not known how much memory this process may use", "error", err)
	}
}

// garbage returns how much of it may lie about, in percent, where it was so much and
// collecting it takes that part of a core.
func garbage(percent int, cost float64) int {
	switch {
	case cost > costsMuch:
		return garbageBusy
	case cost < costsLittle:
		return garbageQuiet
	}
	return percent
}

// collecting returns how many seconds of CPU time went into collecting garbage.
func collecting() float64 {
	sample := []metrics.Sample{{Name: "/cpu/classes/gc/total:cpu-seconds"}}
	metrics.Read(sample)
	return sample[0].Value.Float64()
}
