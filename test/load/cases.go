//go:build linux

package main

import (
	"fmt"
	"os"
	"slices"
	"strings"
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
		if err := idleOf(b, "idle", n); err != nil {
			return err
		}
	}
	return idleOf(b, "idle, TLS in the process", 2000, (*server).useTLS)
}

func idleOf(b *bench, name string, n int, prepare ...func(*server) error) error {
	s, err := b.start(prepare...)
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
	b.report(name, fmt.Sprintf("server CPU per login, %d logins", n), float64((s.cpu()-cpu).Microseconds())/float64(n), "µs")
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
	b.report(name, fmt.Sprintf("resident per session, %d sessions", n), (s.resident()-before)/float64(n)/1024, "KiB")
	return nil
}

// oneToOne measures stored messages: pairs of users, one message in flight each.
func oneToOne(b *bench) error { return eachPairs(b, pairsOf) }

// pairs measures what the like costs without chat.
func pairs(b *bench) error { return eachPairs(b, barePairsOf) }

func eachPairs(b *bench, measure func(b *bench, pairs int) error) error {
	for _, n := range []int{1, 100, 1000} {
		if err := measure(b, n); err != nil {
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
	receivers, err := enterAll(s, "r", "", pairs)
	if err != nil {
		return err
	}
	senders, err := enterAll(s, "s", "", pairs)
	if err != nil {
		return err
	}
	c, err := newClosedLoop()
	if err != nil {
		return err
	}
	defer c.close()
	for i, from := range senders {
		if err := c.addPair(i, from, receivers[i]); err != nil {
			return err
		}
	}
	return b.closed(fmt.Sprintf("c2c, %d senders", pairs), "messages, synced before the answer", s, c)
}

func sendBody(from, to string, n int) string {
	return fmt.Sprintf(`{"From_Account":%q,"To_Account":%q,"MsgSeq":%d,"MsgRandom":%d,"MsgClientTime":1760000000,"MsgBody":[{"MsgType":"TIMTextElem","MsgContent":{"Text":%q}}],"CloudCustomData":""}`,
		from, to, n, n*7, marked(uint32(n), len(filler)))
}

// filler makes a message of about 200 bytes on the wire of its body.
var filler = strings.Repeat("tea ", 40)
