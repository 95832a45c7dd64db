package main

import (
	"fmt"
	"os"
	"runtime/debug"
	"strings"

	"golang.org/x/sys/unix"
)

// forgetStart gives back the memory that only starting needed: garbage, and pages of the
// program. Starting runs a little of everything, and the system maps 64 kB around each
// place, which comes to nearly the whole program. What is used from now on is mapped
// again, from the system's cache.
func forgetStart() {
	debug.FreeOSMemory()
	program, err := os.Readlink("/proc/self/exe")
	if err != nil {
		return
	}
	maps, err := os.ReadFile("/proc/self/smaps")
	if err != nil {
		return
	}
	var from, to uintptr
	for line := range strings.Lines(string(maps)) {
		var lo, hi uintptr
		var may string
		switch n, _ := fmt.Sscanf(line, "%x-%x %s", &lo, &hi, &may); {
		case n == 3 && may[1] == '-' && strings.HasSuffix(line, " "+program+"\n"):
			from, to = lo, hi
		case n == 3:
			from, to = 0, 0
		case from != 0 && strings.Join(strings.Fields(line), " ") == "Anonymous: 0 kB": // else there are a debugger's marks
			unix.Syscall(unix.SYS_MADVISE, from, to-from, unix.MADV_DONTNEED)
		}
	}
}
