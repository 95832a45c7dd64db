package main

import (
	"os"
	"runtime"
)

// workOnWhileWaiting has Go's scheduler run two goroutines at a time where there is one
// core. A goroutine that waits for the disk counts as running until the scheduler's
// watchdog looks, which it does up to ten milliseconds later; with one at a time nobody
// works meanwhile. Who has set GOMAXPROCS is obeyed.
func workOnWhileWaiting() {
	if os.Getenv("GOMAXPROCS") == "" && runtime.GOMAXPROCS(0) == 1 {
		runtime.GOMAXPROCS(2)
	}
}
