//go:build linux

package main

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"net"
	"time"

	"golang.org/x/sys/unix"
)

// mark begins and ends the number that each message of a load carries in its text:
// eight hexadecimal digits. Otherwise no two such bytes are at this distance.
const (
	mark      = '|'
	markBytes = 10
)

// marked returns the text of message n, of a given length.
func marked(n uint32, length int) string {
	text := fmt.Sprintf("%c%08x%c", mark, n, mark)
	for len(text) < length {
		text += filler
	}
	return text[:length]
}

// swarm reads many connections on one thread and costs as little as can be: it looks
// only for the marks in what comes, and checks that each connection gets every number
// once and in order.
type swarm struct {
	epoll   int
	readers []*reader
	events  []unix.EpollEvent
	buf     []byte // carried bytes, then what is read
	fixed   []byte // what every connection sends from time to time, so that it is not silent
	turns   turns  // of sending that
	side    func(data []byte)
	sideFd  int

	began time.Time
	sent  []time.Duration // when each message was meant to be sent, since began
	heard int             // connections that got a message
	tally tally
}

// tally is what came of a load.
type tally struct {
	got, wrong int64
	slow       [10_001]int64 // deliveries by milliseconds from the time meant to the arrival
	bytes      int64
}

// reader is one connection.
type reader struct {
	fd    int
	next  uint32 // the number that must come next
	heard bool   // a message, whichever
	carry []byte // the beginning of a mark, perhaps
}

func newSwarm() (*swarm, error) {
	epoll, err := unix.EpollCreate1(unix.EPOLL_CLOEXEC)
	return &swarm{epoll: epoll, events: make([]unix.EpollEvent, 64), buf: make([]byte, 512<<10)}, err
}

const headroom = 64

// add takes over a connection.
func (s *swarm) add(c net.Conn) error {
	fd, err := takeOver(c)
	if err != nil {
		return err
	}
	at := len(s.readers)
	s.readers = append(s.readers, &reader{fd: fd})
	return unix.EpollCtl(s.epoll, unix.EPOLL_CTL_ADD, fd, &unix.EpollEvent{Events: unix.EPOLLIN, Fd: int32(at)})
}

// beside reads another connection too, and hands f what comes.
func (s *swarm) beside(fd int, f func(data []byte)) {
	s.sideFd, s.side = fd, f
	unix.EpollCtl(s.epoll, unix.EPOLL_CTL_ADD, fd, &unix.EpollEvent{Events: unix.EPOLLIN, Fd: -1})
}

// takeOver returns a descriptor of a connection that the Go runtime does not watch.
func takeOver(c net.Conn) (fd int, err error) {
	raw, err := c.(*net.TCPConn).SyscallConn()
	if err != nil {
		return 0, err
	}
	failed := raw.Control(func(old uintptr) { fd, err = unix.FcntlInt(old, unix.F_DUPFD_CLOEXEC, 0) })
	c.Close() // the other descriptor keeps the connection
	return fd, errors.Join(failed, err)
}

// begin makes the swarm ready for a load: numbers begin with 0 again.
func (s *swarm) begin() {
	s.sent, s.heard, s.tally, s.began = s.sent[:0], 0, tally{}, time.Now()
	for _, r := range s.readers {
		r.next, r.heard, r.carry = 0, false, nil
	}
}

// read waits at most for a time and reads what there is.
func (s *swarm) read(wait time.Duration) error {
	s.greet()
	n, err := unix.EpollWait(s.epoll, s.events, int(max(0, wait.Milliseconds())))
	if err != nil && err != unix.EINTR {
		return err
	}
	for _, e := range s.events[:max(n, 0)] {
		if e.Fd < 0 {
			n, err := unix.Read(s.sideFd, s.buf[headroom:])
			if n == 0 {
				return fmt.Errorf("the connection that speaks ended: %w", errors.Join(err, errEnded))
			}
			s.side(s.buf[headroom : headroom+max(n, 0)])
			continue
		}
		if err := s.readOne(s.readers[e.Fd]); err != nil {
			return err
		}
	}
	return nil
}

func (s *swarm) readOne(r *reader) error {
	start := headroom - len(r.carry)
	copy(s.buf[start:], r.carry)
	n, err := unix.Read(r.fd, s.buf[headroom:])
	if err == unix.EAGAIN || err == unix.EINTR {
		return nil
	}
	if n <= 0 {
		return fmt.Errorf("a connection ended: %w", errors.Join(err, errEnded))
	}
	s.tally.bytes += int64(n)
	r.carry = s.count(r, s.buf[start:headroom+n], r.carry[:0])
	return nil
}

var errEnded = errors.New("end of stream")

// count counts the marks in data, and returns a copy of a mark that begins at its end.
func (s *swarm) count(r *reader, data, carry []byte) []byte {
	ms := int64(-1)
	rest := eachMark(data, func(n uint32) {
		if ms < 0 {
			ms = time.Since(s.began).Milliseconds()
		}
		s.seen(r, n, ms)
	})
	return append(carry, data[rest:]...)
}

// eachMark hands on the numbers of the marks in data, and returns where one begins that
// is not all there. Messages are mostly of one length, so the next mark is looked for
// where that says.
func eachMark(data []byte, seen func(n uint32)) (rest int) {
	last, stride := -1, 0
	for at := 0; ; {
		here := last + stride
		if stride == 0 || here+markBytes > len(data) || data[here] != mark || data[here+markBytes-1] != mark {
			i := bytes.IndexByte(data[at:], mark)
			if i < 0 {
				return len(data)
			}
			if here = at + i; here+markBytes > len(data) {
				return here
			}
			if data[here+markBytes-1] != mark { // of a frame's header
				at = here + 1
				continue
			}
			if last >= 0 {
				stride = here - last
			}
		}
		seen(number(data[here+1:]))
		last, at = here, here+markBytes
	}
}

// number reads eight hexadecimal digits.
func number(b []byte) uint32 {
	x := binary.BigEndian.Uint64(b)
	letters := x & 0x4040404040404040 >> 6 * 9
	x = x&0x0f0f0f0f0f0f0f0f + letters
	x = (x | x>>4) & 0x00ff00ff00ff00ff
	x = (x | x>>8) & 0x0000ffff0000ffff
	return uint32(x | x>>16)
}

func (s *swarm) seen(r *reader, n uint32, ms int64) {
	if !r.heard {
		r.heard = true
		s.heard++
	}
	if n != r.next || int(n) >= len(s.sent) {
		s.tally.wrong++
		if n < r.next || int(n) >= len(s.sent) {
			return
		}
	}
	r.next = n + 1
	s.tally.got++
	late := ms - s.sent[n].Milliseconds()
	s.tally.slow[min(max(late, 0), int64(len(s.tally.slow)-1))]++
}

// percentile returns within how many milliseconds a share of the deliveries came.
func (t *tally) percentile(share float64) float64 {
	rest := int64(float64(t.got) * share)
	for ms, n := range t.slow {
		if rest -= n; rest < 0 {
			return float64(ms)
		}
	}
	return float64(len(t.slow) - 1)
}

// alive is how often each connection says something, as clients do.
const alive = 20 * time.Second

// turns tells whose turn it is to say something.
type turns struct {
	taken int
	due   time.Time
}

// next returns whose turn of n it is now, or -1.
func (t *turns) next(n int) int {
	now := time.Now()
	if t.taken == 0 {
		t.due = now
	}
	if n == 0 || now.Before(t.due) {
		return -1
	}
	t.due = t.due.Add(alive / time.Duration(n))
	t.taken++
	return (t.taken - 1) % n
}

// greet lets those connections say something whose turn it is.
func (s *swarm) greet() {
	if len(s.fixed) == 0 {
		return
	}
	for i := s.turns.next(len(s.readers)); i >= 0; i = s.turns.next(len(s.readers)) {
		if i == 0 && s.side != nil {
			unix.Write(s.sideFd, s.fixed)
		}
		unix.Write(s.readers[i].fd, s.fixed)
	}
}

// close closes all connections.
func (s *swarm) close() {
	for _, r := range s.readers {
		unix.Close(r.fd)
	}
	unix.Close(s.epoll)
}

// clientFrame is a masked frame. The mask is zero, so that the payload stays as it is.
func clientFrame(op byte, payload string) []byte {
	b := []byte{0x80 | op}
	switch {
	case len(payload) < 126:
		b = append(b, 0x80|byte(len(payload)))
	case len(payload) < 1<<16:
		b = binary.BigEndian.AppendUint16(append(b, 0x80|126), uint16(len(payload)))
	default:
		b = binary.BigEndian.AppendUint64(append(b, 0x80|127), uint64(len(payload)))
	}
	return append(append(b, 0, 0, 0, 0), payload...)
}

const (
	opBinary = 2
	opClose  = 8
	opPing   = 9
)
