//go:build linux

package main

import (
	"fmt"
	"net"
	"time"
)

// storm cuts all clients of a room at once. They come back as SDKs do: a new socket and
// a login by the ticket that they have, without a word of the room. A tenth as many others
// stay, and the room is spoken to all the time.
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
	var stayed outcome
	over := make(chan error, 1)
	go func() {
		var err error
		stayed, err = offer(h, 10, 20*time.Second, 0)
		over <- err
	}()
	time.Sleep(2 * time.Second)
	back := *h
	came, err := h.comeBack(&back, clients, over)
	if err != nil {
		return err
	}
	defer back.swarm.close()
	quiet(&back)
	receiving, err := offer(&back, 1, time.Second, 0)
	if err != nil {
		return err
	}
	b.note("those who stayed: %v; those who came back: %v", stayed, receiving)
	name := fmt.Sprintf("storm of %d", n)
	b.report(name, "until all are back", came.back.Seconds(), "s")
	b.report(name, "until all have got a message", came.heard.Seconds(), "s")
	b.report(name, "server CPU of one, and what was said meanwhile", float64(came.cpu.Microseconds())/float64(n), "µs")
	b.report(name, "messages then that did not reach all of them", float64(receiving.lost()+receiving.wrong), "")
	b.report(name, "those who stayed, 10 messages a second: p99", stayed.p99, "ms")
	b.report(name, "those who stayed: lost or out of order", float64(stayed.lost()+stayed.wrong), "")
	b.report(name, "used by others", stayed.others, "cores")
	return nil
}

// comeback is how long it took after the cut, and the server's CPU time until all were back.
type comeback struct{ back, heard, cpu time.Duration }

// comeBack cuts clients and lets them come back, into a swarm of their own that reads from
// the first one on, until what is said meanwhile is over.
func (h *hall) comeBack(back *hall, clients []*member, over <-chan error) (c comeback, err error) {
	if back.swarm, err = newSwarm(); err != nil {
		return c, err
	}
	back.swarm.fixed = h.swarm.fixed
	for _, m := range clients {
		m.conn.(*net.TCPConn).SetLinger(0)
		m.conn.Close()
	}
	in, entered := make(chan *member, len(clients)), make(chan error, 1)
	cpu, begun := h.cpu(), time.Now()
	go func() {
		entered <- someAtOnce(len(clients), 64, func(i int) error {
			m, err := enter(h.s, clients[i].user, clients[i].a2)
			in <- m
			return err
		})
	}()
	for end := false; !end || c.back == 0 || c.heard == 0; {
		select {
		case m := <-in:
			if m != nil {
				err = back.swarm.add(m.conn)
			}
		case err = <-entered:
			c.back, c.cpu = time.Since(begun), h.cpu()-cpu
		case err = <-over:
			end = true
		default:
			err = back.swarm.read(10 * time.Millisecond)
		}
		if c.heard == 0 && back.swarm.heard == len(clients) {
			c.heard = time.Since(begun)
		}
		if err != nil {
			return c, err
		}
		if time.Since(begun) > time.Minute {
			return c, fmt.Errorf("%d of %d who came back got a message", back.swarm.heard, len(clients))
		}
	}
	return c, nil
}
