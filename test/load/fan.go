//go:build linux

package main

import (
	"fmt"
	"time"

	"golang.org/x/sys/unix"
)

// target is something that shows each message to many connections.
type target interface {
	// send sends message n, such that each connection gets about size bytes.
	send(n uint32, size int) error
	cpu() time.Duration
	readers() *swarm
}

// outcome is what a load found.
type outcome struct {
	sent           int
	got, wrong     int64
	want           int64
	cpu, own, took time.Duration
	p50, p99, max  float64 // ms
	others         float64 // cores that something else used
	bytes          int64
	behind         bool // what was to be sent was not taken in time, so the load was given up
}

func (o outcome) lost() int64 { return o.want - o.got }

// cores is the server's CPU time against the clock's.
func (o outcome) cores() float64 { return o.cpu.Seconds() / o.took.Seconds() }

// each is the server's CPU time for a delivery, in microseconds.
func (o outcome) each() float64 { return float64(o.cpu.Nanoseconds()) / 1000 / float64(max(o.got, 1)) }

// perCore is how many deliveries a second of the server's CPU time makes.
func (o outcome) perCore() float64 { return float64(o.got) / o.cpu.Seconds() }

// keeps tells whether a load was carried with a p99 below some milliseconds.
func (o outcome) keeps(ms float64) bool {
	return !o.behind && o.lost() == 0 && o.wrong == 0 && o.p99 < ms
}

func (o outcome) String() string {
	given := ""
	if o.behind {
		given = ", given up"
	}
	return fmt.Sprintf("%d sent, %d got, %d lost, %d wrong, p50 %.0f p99 %.0f max %.0f ms, %.3f cores, %.3f µs each, generator %.2f cores, others %.2f%s",
		o.sent, o.got, o.lost(), o.wrong, o.p50, o.p99, o.max, o.cores(), o.each(), o.own.Seconds()/o.took.Seconds(), o.others, given)
}

// settles is how long deliveries may come after the last message was sent, and patience how
// late a message may be sent.
const (
	settles  = 12 * time.Second
	patience = 2 * time.Second
)

// inARow is how many messages are sent at most before what came is read.
const inARow = 64

// offer sends rate messages a second on a schedule, however long anything takes, and
// reads what comes. Latency counts from the moment at which a message was to be sent.
func offer(t target, rate float64, lasts time.Duration, size int) (o outcome, err error) {
	s := t.readers()
	total := max(1, int(rate*lasts.Seconds()))
	n := listen()
	cpu, own := t.cpu(), ownCPU()
	s.begin()
	for {
		for n := 0; n < inARow && len(s.sent) < total; n++ {
			meant := time.Duration(float64(len(s.sent)) / rate * float64(time.Second))
			late := time.Since(s.began) - meant
			if late < 0 {
				break
			}
			if late > patience {
				o.behind, total = true, len(s.sent)
				break
			}
			s.sent = append(s.sent, meant)
			if err := t.send(uint32(len(s.sent)-1), size); err != nil {
				return o, fmt.Errorf("send: %w", err)
			}
		}
		o.want = int64(len(s.sent)) * int64(len(s.readers))
		if o.behind {
			break
		}
		late := time.Since(s.began) - lasts
		if len(s.sent) == total && late >= 0 && (s.tally.got >= o.want || late > settles) {
			break
		}
		wait := 20 * time.Millisecond
		if len(s.sent) < total {
			next := time.Duration(float64(len(s.sent)) / rate * float64(time.Second))
			wait = min(wait, next-time.Since(s.began))
		}
		if err := s.read(wait); err != nil {
			return o, err
		}
	}
	o.took = time.Since(s.began)
	o.cpu, o.own = t.cpu()-cpu, ownCPU()-own
	o.others = n.cores(o.cpu + o.own)
	o.sent, o.got, o.wrong, o.bytes = len(s.sent), s.tally.got, s.tally.wrong, s.tally.bytes
	o.p50, o.p99, o.max = s.tally.percentile(0.5), s.tally.percentile(0.99), s.tally.percentile(0.999999)
	return o, nil
}

// sizeOf is how many bytes a connection gets for a message that is alone.
func sizeOf(t target) (int, error) {
	o, err := offer(t, 1, time.Second, 200)
	if err == nil && o.lost() != 0 {
		err = fmt.Errorf("the first message did not reach everybody: %v", o)
	}
	return int(o.bytes / max(o.got, 1)), err
}

// highest looks for the highest rate that keeps p99 under a second. It begins with a
// rate that ought to be kept, doubles it while it is, and then halves the distance.
func (b *bench) highest(t target, name string, rate float64, size int) (best outcome, err error) {
	kept, broken := 0.0, 0.0
	for steps := 0; steps < 9 && (broken == 0 || broken/max(kept, 1e-9) > 1.12); steps++ {
		o, err := offer(t, rate, b.seconds, size)
		if err != nil {
			return best, err
		}
		b.note("%s at %.0f/s: %v", name, rate, o)
		if o.keeps(1000) {
			kept, best = rate, o
		} else {
			broken = rate
			quiet(t)
		}
		switch {
		case broken == 0:
			rate *= 2
		case kept == 0:
			rate /= 4
		default:
			rate = (kept + broken) / 2
		}
	}
	if kept == 0 {
		return best, fmt.Errorf("%s: no rate was kept", name)
	}
	return best, nil
}

// quiet reads what is left of a load that was too much.
func quiet(t target) {
	s := t.readers()
	seen := func() int64 { return s.tally.got + s.tally.wrong }
	for last, since := seen(), time.Now(); time.Since(since) < time.Second; {
		if s.read(50*time.Millisecond) != nil {
			return
		}
		if now := seen(); now != last {
			last, since = now, time.Now()
		}
	}
}

// sendAll writes everything to a socket, which waits if it has to.
func sendAll(fd int, out []byte) error {
	for len(out) > 0 {
		n, err := unix.Write(fd, out)
		if err == unix.EAGAIN {
			unix.Poll([]unix.PollFd{{Fd: int32(fd), Events: unix.POLLOUT}}, 1000)
			continue
		}
		if err != nil && err != unix.EINTR {
			return err
		}
		out = out[max(n, 0):]
	}
	return nil
}
