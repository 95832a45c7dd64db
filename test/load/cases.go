package main

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// start measures how soon an empty server is ready, and what it is.
func start(b *bench) error {
	info, err := os.Stat(b.bin)
	if err != nil {
		return err
	}
	b.report("start", "size of the binary", float64(info.Size())/1e6, "MB")
	var ups []float64
	for range 5 {
		s, err := b.start()
		if err != nil {
			return err
		}
		ups = append(ups, float64(s.up.Microseconds())/1000)
		if len(ups) == 5 {
			time.Sleep(time.Second)
			b.report("start", "resident, idle", s.resident()/1e6, "MB")
		}
		s.stop()
	}
	slices.Sort(ups)
	b.report("start", "until ready, median of 5", ups[2], "ms")
	return nil
}

// idle measures what a logged-in session costs that does nothing.
func idle(b *bench) error {
	for _, n := range []int{2000, 10_000} {
		if err := idleOf(b, n); err != nil {
			return err
		}
	}
	return nil
}

func idleOf(b *bench, n int) error {
	s, err := b.start()
	if err != nil {
		return err
	}
	defer s.stop()
	if _, err := dialAll(s, "warm", 50); err != nil { // pools and heap have grown
		return err
	}
	time.Sleep(2 * time.Second)
	before, cpu := s.resident(), s.cpu()
	all, err := dialAll(s, "idle", n)
	if err != nil {
		return err
	}
	b.report("idle", fmt.Sprintf("server CPU per login, %d logins", n), float64((s.cpu()-cpu).Microseconds())/float64(n), "µs")
	pause := 2 * time.Minute // until memory is back with the system
	if b.short {
		pause = 30 * time.Second
	}
	if err := rest(all, pause); err != nil {
		return err
	}
	for _, c := range all {
		if c.failed.Load() {
			return fmt.Errorf("%s was cut", c.user)
		}
	}
	b.report("idle", fmt.Sprintf("resident per session, %d sessions", n), (s.resident()-before)/float64(n)/1024, "KiB")
	return nil
}

// oneToOne measures stored messages: pairs of users, one message in flight each.
func oneToOne(b *bench) error {
	for _, pairs := range []int{1, 100, 1000} {
		if err := pairsOf(b, pairs); err != nil {
			return err
		}
	}
	return nil
}

func pairsOf(b *bench, pairs int) error {
	s, err := b.start()
	if err != nil {
		return err
	}
	defer s.stop()
	receivers, err := dialAll(s, "r", pairs)
	if err != nil {
		return err
	}
	senders, err := dialAll(s, "s", pairs)
	if err != nil {
		return err
	}
	var sent atomic.Int64
	var failure atomic.Value
	took := make([][]time.Duration, pairs)
	cpu, end := s.cpu(), time.Now().Add(b.seconds)
	var wg sync.WaitGroup
	for i, c := range senders {
		wg.Go(func() {
			for n := 1; time.Now().Before(end); n++ {
				begun := time.Now()
				if err := c.do("openim.sendmsg", sendBody(c.user, receivers[i].user, n)); err != nil {
					failure.Store(err)
					return
				}
				took[i] = append(took[i], time.Since(begun))
				sent.Add(1)
			}
		})
	}
	wg.Wait()
	used := s.cpu() - cpu
	if err, ok := failure.Load().(error); ok {
		return err
	}
	name := fmt.Sprintf("c2c, %d senders", pairs)
	all := slices.Concat(took...)
	slices.Sort(all)
	b.report(name, "messages, synced before the answer", float64(sent.Load())/b.seconds.Seconds(), "/s")
	b.report(name, "server CPU per message", float64(used.Microseconds())/float64(sent.Load()), "µs")
	b.report(name, "time to the answer, median", float64(all[len(all)/2].Microseconds())/1000, "ms")
	b.report(name, "time to the answer, p99", float64(all[len(all)*99/100].Microseconds())/1000, "ms")
	return arrived(b, name, receivers, sent.Load())
}

// arrived waits until the receivers have got what was sent.
func arrived(b *bench, name string, receivers []*conn, want int64) error {
	var got int64
	for deadline := time.Now().Add(10 * time.Second); time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
		if got = pushed(receivers); got >= want {
			return nil
		}
	}
	return fmt.Errorf("%s: %d of %d messages were pushed", name, got, want)
}

func sendBody(from, to string, n int) string {
	return fmt.Sprintf(`{"From_Account":%q,"To_Account":%q,"MsgSeq":%d,"MsgRandom":%d,"MsgClientTime":1760000000,"MsgBody":[{"MsgType":"TIMTextElem","MsgContent":{"Text":%q}}],"CloudCustomData":""}`,
		from, to, n, n*7, filler)
}

// filler makes a message of about 200 bytes on the wire of its body.
var filler = strings.Repeat("tea ", 40)
