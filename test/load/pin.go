//go:build linux

package main

import (
	"os"
	"os/exec"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// pinned is the variable that tells a generator that it is on its own core already.
const pinned = "TEAHOUSE_LOAD_PINNED"

// cores deals out the cores that this process may use: one for the server that is
// measured, the others for the generator. With one core alone both share it.
func cores() (server, generator unix.CPUSet) {
	var mine unix.CPUSet
	if text, ok := os.LookupEnv(pinned); ok {
		for _, one := range strings.Fields(text) {
			n, _ := strconv.Atoi(one)
			mine.Set(n)
		}
	} else {
		unix.SchedGetaffinity(0, &mine)
	}
	server, generator = mine, mine
	if mine.Count() < 2 {
		return server, generator
	}
	for n := range 1024 {
		if mine.IsSet(n) {
			server.Zero()
			server.Set(n)
			generator.Clear(n)
			break
		}
	}
	return server, generator
}

// pinSelf starts this program again on the generator's cores, so that the Go runtime
// reckons with those alone.
func pinSelf() error {
	if _, ok := os.LookupEnv(pinned); ok {
		return nil
	}
	var all unix.CPUSet
	if err := unix.SchedGetaffinity(0, &all); err != nil {
		return err
	}
	var names []string
	for n := range 1024 {
		if all.IsSet(n) {
			names = append(names, strconv.Itoa(n))
		}
	}
	_, generator := cores()
	runtime.LockOSThread() // a program that is started has the cores of the thread that starts it
	if err := unix.SchedSetaffinity(0, &generator); err != nil {
		return err
	}
	self, err := os.Executable()
	if err != nil {
		return err
	}
	return syscall.Exec(self, os.Args, append(os.Environ(), pinned+"="+strings.Join(names, " ")))
}

// startPinned starts a process on the server's core.
func startPinned(c *exec.Cmd) error {
	if _, ok := os.LookupEnv(pinned); !ok {
		return c.Start()
	}
	server, generator := cores()
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	if err := unix.SchedSetaffinity(0, &server); err != nil {
		return err
	}
	defer unix.SchedSetaffinity(0, &generator)
	return c.Start()
}

// noise tells how busy the machine was besides the two processes.
type noise struct {
	at   time.Time
	busy time.Duration
}

// listen begins to measure noise.
func listen() noise { return noise{time.Now(), busyTime()} }

// cores returns how many cores others used since, given what the two processes used.
func (n noise) cores(ours time.Duration) float64 {
	return max(0, (busyTime()-n.busy-ours).Seconds()/time.Since(n.at).Seconds())
}

// busyTime is the time that all cores together have been busy or were taken away.
func busyTime() time.Duration {
	raw, err := os.ReadFile("/proc/stat")
	if err != nil {
		return 0
	}
	line, _, _ := strings.Cut(string(raw), "\n")
	var ticks int64
	for i, field := range strings.Fields(line)[1:] { // user nice system idle iowait irq softirq steal guest...
		if i != 3 && i != 4 && i < 8 {
			n, _ := strconv.ParseInt(field, 10, 64)
			ticks += n
		}
	}
	return time.Duration(ticks) * 10 * time.Millisecond // USER_HZ is 100
}

// ownCPU is the CPU time of this process.
func ownCPU() time.Duration {
	var u syscall.Rusage
	syscall.Getrusage(syscall.RUSAGE_SELF, &u)
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// cpuOf returns the CPU time that a process has used, to the nanosecond, by the
// clock that the kernel has for each: clock_getcpuclockid(3) names it so.
func cpuOf(pid int) time.Duration {
	var used unix.Timespec
	const all = 2 // user and system, of all threads
	if unix.ClockGettime(int32(^pid<<3|all), &used) != nil {
		return 0
	}
	return time.Duration(used.Nano())
}
