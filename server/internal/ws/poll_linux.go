package ws

import (
	"net"
	"runtime"
	"sync"
	"sync/atomic"

	"golang.org/x/sys/unix"
)

// pollers wait for events of sockets, so that one that is idle costs neither a
// goroutine nor a buffer.
type pollers struct {
	all  []*poller
	next atomic.Uint32
}

// poller is an epoll instance and the goroutine that waits for it. Interest is
// edge-triggered and set once: no further system call per message.
type poller struct {
	epoll int
	wake  int // an eventfd that ends the goroutine

	mu    sync.RWMutex
	slots []slot
	free  []int32
}

// slot is what an event names. The turn tells an event for a socket that is gone
// from one for its successor, which may have the same descriptor.
type slot struct {
	conn *polled
	turn int32
}

const interest = unix.EPOLLIN | unix.EPOLLOUT | unix.EPOLLRDHUP | unix.EPOLLET

func (ps *pollers) open() error {
	for range max(1, runtime.GOMAXPROCS(0)/8) {
		p, err := newPoller()
		if err != nil {
			return err
		}
		ps.all = append(ps.all, p)
	}
	return nil
}

func newPoller() (*poller, error) {
	epoll, err := unix.EpollCreate1(unix.EPOLL_CLOEXEC)
	if err != nil {
		return nil, err
	}
	wake, err := unix.Eventfd(0, unix.EFD_CLOEXEC|unix.EFD_NONBLOCK)
	if err != nil {
		unix.Close(epoll)
		return nil, err
	}
	p := &poller{epoll: epoll, wake: wake}
	err = unix.EpollCtl(epoll, unix.EPOLL_CTL_ADD, wake, &unix.EpollEvent{Events: unix.EPOLLIN, Fd: -1})
	if err != nil {
		unix.Close(wake)
		unix.Close(epoll)
		return nil, err
	}
	go p.run()
	return p, nil
}

// conn makes a transport by events, or returns nil if the socket cannot be polled. It
// takes the connection over: c is closed, and its socket goes on under another
// descriptor.
func (ps *pollers) conn(c *net.TCPConn, s *socket) conn {
	raw, err := c.SyscallConn()
	if err != nil || len(ps.all) == 0 {
		return nil
	}
	own := -1
	failed := raw.Control(func(fd uintptr) { own, err = unix.FcntlInt(fd, unix.F_DUPFD_CLOEXEC, 0) })
	if failed != nil || err != nil {
		return nil
	}
	c.Close()
	p := ps.all[int(ps.next.Add(1))%len(ps.all)]
	return &polled{fd: descriptor{fd: int32(own)}, sock: s, poller: p, slot: -1}
}

func (ps *pollers) close() {
	for _, p := range ps.all {
		unix.Write(p.wake, []byte{1, 0, 0, 0, 0, 0, 0, 0})
	}
}

// add registers c. Events may come before it returns.
func (p *poller) add(c *polled) (err error) {
	p.mu.Lock()
	if n := len(p.free); n > 0 {
		c.slot, p.free = p.free[n-1], p.free[:n-1]
	} else {
		c.slot = int32(len(p.slots))
		p.slots = append(p.slots, slot{})
	}
	at, turn := c.slot, p.slots[c.slot].turn
	p.slots[at].conn = c
	p.mu.Unlock()
	if !c.fd.hold() {
		err = net.ErrClosed
	} else {
		err = unix.EpollCtl(p.epoll, unix.EPOLL_CTL_ADD, int(c.fd.fd), &unix.EpollEvent{Events: interest, Fd: at, Pad: turn})
		c.fd.drop()
	}
	if err != nil {
		p.remove(c)
	}
	return err
}

// remove forgets c. Closing its socket takes it out of the epoll instance.
func (p *poller) remove(c *polled) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if c.slot < 0 {
		return
	}
	s := &p.slots[c.slot]
	s.conn = nil
	s.turn++
	p.free = append(p.free, c.slot)
	c.slot = -1
}

func (p *poller) run() {
	events := make([]unix.EpollEvent, 256)
	ready := make([]*polled, 256)
	for {
		n, err := unix.EpollWait(p.epoll, events, -1)
		if err != nil && err != unix.EINTR {
			panic("ws: epoll: " + err.Error()) // a mistake in this file
		}
		if !p.find(events[:max(n, 0)], ready) {
			unix.Close(p.epoll)
			unix.Close(p.wake)
			return
		}
		for i, e := range events[:max(n, 0)] {
			if c := ready[i]; c != nil {
				c.event(e.Events)
			}
		}
		clear(ready)
	}
}

// find puts the connection of each event into ready; it returns false if one of
// them is the end.
func (p *poller) find(events []unix.EpollEvent, ready []*polled) bool {
	p.mu.RLock()
	defer p.mu.RUnlock()
	for i, e := range events {
		if e.Fd < 0 {
			return false
		}
		if s := p.slots[e.Fd]; s.turn == e.Pad {
			ready[i] = s.conn
		}
	}
	return true
}
