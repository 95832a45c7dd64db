//go:build linux

package main

import (
	"fmt"
	"time"
)

// The loops to compare with.
const (
	everyMessage = 0
	gathering20  = 20 * time.Millisecond
	gathering200 = 200 * time.Millisecond
)

// limits runs the two bare loops with frames of 200 bytes. Elsewhere they run with frames
// as long as the server's.
func limits(b *bench) error {
	n := b.size(5000, 1000)
	for _, flush := range []time.Duration{everyMessage, gathering20} {
		name := fmt.Sprintf("bare loop, %d connections, 200 bytes", n)
		o, err := b.peakOfBare(name, n, flush, 200)
		if err != nil {
			return err
		}
		b.fan(name, loopName(flush), o)
	}
	return nil
}

func loopName(flush time.Duration) string {
	if flush == everyMessage {
		return "a write per message"
	}
	return fmt.Sprintf("gathered in %v", flush)
}

// fan reports an outcome.
func (b *bench) fan(name, who string, o outcome) {
	b.report(name, who+": rate", float64(o.sent)/o.took.Seconds(), "/s")
	b.report(name, who+": deliveries per core-second", o.perCore()/1e6, "million")
	b.report(name, who+": CPU of a delivery", o.each(), "µs")
	b.report(name, who+": CPU", o.cores(), "cores")
	b.report(name, who+": p99", o.p99, "ms")
	b.report(name, who+": lost or out of order", float64(o.lost()+o.wrong), "")
	b.report(name, who+": used by others", o.others, "cores")
}

func (b *bench) peakOfBare(name string, members int, flush time.Duration, size int) (outcome, error) {
	loop, err := startBare(members, flush)
	if err != nil {
		return outcome{}, err
	}
	defer loop.stop()
	first := 0.05e6
	if flush > 0 {
		first = 1e6
	}
	return b.highest(loop, name+", "+loopName(flush), first/float64(members), size)
}

// atRateOfBare offers a loop the same load as a room.
func (b *bench) atRateOfBare(members int, flush time.Duration, rate float64, lasts time.Duration, size int) (outcome, error) {
	loop, err := startBare(members, flush)
	if err != nil {
		return outcome{}, err
	}
	defer loop.stop()
	o, err := offer(loop, rate, lasts, size)
	b.note("%s at %.0f/s: %v", loopName(flush), rate, o)
	return o, err
}

// busyRoom is a room at its default limit of 40 messages a second.
func busyRoom(b *bench) error {
	for _, n := range b.sizes([]int{10_000, 5000}, []int{1000}) {
		if err := b.roomAt(fmt.Sprintf("room of %d, 40/s", n), n, 40, b.lasts(time.Minute), gathering200); err != nil {
			return err
		}
	}
	return nil
}

// quietRoom is a room with few messages, which are not worth gathering.
func quietRoom(b *bench) error {
	n := b.size(5000, 1000)
	return b.roomAt(fmt.Sprintf("room of %d, 10/s", n), n, 10, b.lasts(20*time.Second), everyMessage)
}

// roomAt offers a load to a room and to a loop.
func (b *bench) roomAt(name string, members int, rate float64, lasts, flush time.Duration) error {
	h, err := openHall(b, members)
	if err != nil {
		return err
	}
	size, err := sizeOf(h)
	var o outcome
	if err == nil {
		o, err = offer(h, rate, lasts, size)
	}
	h.close()
	if err != nil {
		return err
	}
	b.note("%s: %v", name, o)
	b.fan(name, "server", o)
	loop, err := b.atRateOfBare(members, flush, rate, min(lasts, 20*time.Second), size)
	if err != nil {
		return err
	}
	b.fan(name, loopName(flush), loop)
	b.report(name, "CPU of a delivery, server : "+loopName(flush), o.each()/loop.each(), "times")
	return nil
}

// peakRoom looks for the highest rate into rooms.
func peakRoom(b *bench) error {
	for _, n := range b.sizes([]int{10_000, 5000, 1000}, []int{1000}) {
		if err := b.peakOf(n); err != nil {
			return err
		}
	}
	return nil
}

func (b *bench) peakOf(members int) error {
	name := fmt.Sprintf("room of %d, highest rate", members)
	h, err := openHall(b, members)
	if err != nil {
		return err
	}
	size, err := sizeOf(h)
	var o outcome
	if err == nil {
		o, err = b.highest(h, name, 0.5e6/float64(members), size)
	}
	h.close()
	if err != nil {
		return err
	}
	b.report(name, "bytes of a message that is alone", float64(size), "")
	b.fan(name, "server", o)
	for _, flush := range []time.Duration{everyMessage, gathering20} {
		loop, err := b.peakOfBare(name, members, flush, size)
		if err != nil {
			return err
		}
		b.fan(name, loopName(flush), loop)
		b.report(name, "deliveries per core-second, server : "+loopName(flush), o.perCore()/loop.perCore(), "times")
	}
	return nil
}
