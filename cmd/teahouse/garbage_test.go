package main

import (
	"runtime"
	"testing"
)

func TestGarbageIsLimitedWhileThatIsCheap(t *testing.T) {
	percent := garbageBusy
	for i, step := range []struct {
		cost float64
		want int
	}{
		{0.2, garbageBusy}, {0.005, garbageBusy}, {0.001, garbageQuiet},
		{0.004, garbageQuiet}, // four times as much, because there is less of it
		{0.02, garbageBusy}, {0.005, garbageBusy},
	} {
		if percent = garbage(percent, step.cost); percent != step.want {
			t.Fatalf("step %d: %d %% of garbage at %v of a core, want %d", i, percent, step.cost, step.want)
		}
	}
}

func TestCollectingIsMeasured(t *testing.T) {
	before := collecting()
	for range 20 {
		runtime.GC()
	}
	if got := collecting() - before; got <= 0 || got > 10 {
		t.Errorf("collections took %v s of CPU time", got)
	}
}
