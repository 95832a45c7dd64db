package main

import (
	"fmt"
	"net"
	"time"
)

// storm cuts all clients of a room at once. They come back as SDKs do: a new socket and
// a login by the ticket that they have. A tenth as many others stay, and are spoken to
// all the time.
func storm(b *bench) error {
	n := b.size(10_000, 500)
	h, err := openHall(b, max(n/10, 1))
	if err != nil {
		return err
	}
	defer h.close()
	clients, err := enterAll(h.s, "c", hallID, n)
	if err != nil {
		return err
	}
	time.Sleep(2 * time.Second) // the tips of joining are through
	type stayed struct {
		outcome
		err error
	}
	others := make(chan stayed, 1)
	go func() {
		o, err := offer(h, 40, 20*time.Second, 0)
		others <- stayed{o, err}
	}()
	time.Sleep(2 * time.Second)
	for _, m := range clients {
		m.conn.(*net.TCPConn).SetLinger(0)
		m.conn.Close()
	}
	cpu, begun := h.cpu(), time.Now()
	err = someAtOnce(n, 64, func(i int) error {
		m, err := enter(h.s, clients[i].user, clients[i].a2)
		clients[i] = m
		return err
	})
	took, used := time.Since(begun), h.cpu()-cpu
	o := <-others
	if err != nil || o.err != nil {
		return fmt.Errorf("storm: %v, those who stayed: %v", err, o.err)
	}
	back := *h
	if back.swarm, err = newSwarm(); err != nil {
		return err
	}
	defer back.swarm.close()
	for _, m := range clients {
		if err := back.swarm.add(m.conn); err != nil {
			return err
		}
	}
	receiving, err := offer(&back, 1, time.Second, 0)
	if err != nil {
		return err
	}
	b.note("those who stayed: %v; those who came back: %v", o.outcome, receiving)
	name := fmt.Sprintf("storm of %d", n)
	b.report(name, "until all are back", took.Seconds(), "s")
	b.report(name, "server CPU of one, and what was said meanwhile", float64(used.Microseconds())/float64(n), "µs")
	b.report(name, "of those do not receive", float64(receiving.lost()), "")
	b.report(name, "those who stayed: p99", o.p99, "ms")
	b.report(name, "those who stayed: lost or out of order", float64(o.lost()+o.wrong), "")
	b.report(name, "used by others", o.others, "cores")
	return nil
}
