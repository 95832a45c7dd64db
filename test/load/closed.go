//go:build linux

package main

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"time"

	"golang.org/x/sys/unix"
)

// closedLoop has speakers each of whom writes the next message as soon as the last one
// was answered, and reads what all connections get. It does so on one thread and costs as
// little as can be. Every connection must get each message of those whom it hears once
// and in order.
type closedLoop struct {
	epoll    int
	lines    []*line
	events   []unix.EpollEvent
	buf      []byte // carried bytes, then what is read
	ping     []byte
	turns    turns         // of sending that
	patience time.Duration // how long what is missing may come after the end

	began     time.Time
	lasts     time.Duration
	waiting   int             // speakers without their answer
	times     []time.Duration // from each message to its answer
	got, want int64           // messages that were pushed
}

// line is one connection.
type line struct {
	user  string
	fd    int
	carry []byte // the beginning of a frame, perhaps
	first int    // the index of the first of those whom it hears
	next  []uint32
	says  *speaker
}

// speaker is one who writes. index is below 1<<indexBits.
type speaker struct {
	index   int
	hearers int64
	request request
	n       uint32 // messages written
	waits   bool
	begun   time.Time // when the last one was written
}

func newClosedLoop() (*closedLoop, error) {
	epoll, err := unix.EpollCreate1(unix.EPOLL_CLOEXEC)
	return &closedLoop{epoll: epoll, events: make([]unix.EpollEvent, 256), buf: make([]byte, 512<<10),
		ping: clientFrame(opPing, ""), patience: 10 * time.Second}, err
}

// add takes over the connection of one who hears so many speakers, from the first on,
// but for itself.
func (c *closedLoop) add(m *member, first, speakers int) (*line, error) {
	fd, err := takeOver(m.conn)
	if err != nil {
		return nil, err
	}
	l := &line{user: m.user, fd: fd, first: first, next: make([]uint32, speakers)}
	at := len(c.lines)
	c.lines = append(c.lines, l)
	return l, unix.EpollCtl(c.epoll, unix.EPOLL_CTL_ADD, fd, &unix.EpollEvent{Events: unix.EPOLLIN, Fd: int32(at)})
}

// addSpeaker is add for one who writes. The body is one with firstNumber.
func (c *closedLoop) addSpeaker(m *member, first, speakers int, s speaker, command, body string) error {
	l, err := c.add(m, first, speakers)
	s.request = newRequest(m, command, body)
	l.says = &s
	return err
}

// run lets the speakers write for a time and waits until each message was answered and
// shown to all who hear it.
func (c *closedLoop) run(lasts time.Duration) error {
	c.began, c.lasts = time.Now(), lasts
	for _, l := range c.lines {
		if l.says != nil {
			if err := c.write(l, time.Now()); err != nil {
				return err
			}
		}
	}
	for c.waiting > 0 || c.got < c.want {
		if time.Since(c.began) > lasts+c.patience {
			return fmt.Errorf("%d answers are missing, and %d of %d messages were pushed", c.waiting, c.got, c.want)
		}
		if err := c.read(100 * time.Millisecond); err != nil {
			return err
		}
	}
	return nil
}

// readFor reads for a time what there is.
func (c *closedLoop) readFor(d time.Duration) error {
	for end := time.Now().Add(d); time.Now().Before(end); {
		if err := c.read(time.Until(end)); err != nil {
			return err
		}
	}
	return nil
}

// read waits at most for a time and reads what there is.
func (c *closedLoop) read(wait time.Duration) error {
	for i := c.turns.next(len(c.lines)); i >= 0; i = c.turns.next(len(c.lines)) {
		if err := sendAll(c.lines[i].fd, c.ping); err != nil {
			return err
		}
	}
	n, err := unix.EpollWait(c.epoll, c.events, int(max(0, wait.Milliseconds())))
	if err != nil && err != unix.EINTR {
		return err
	}
	for _, e := range c.events[:max(n, 0)] {
		if err := c.readOne(c.lines[e.Fd]); err != nil {
			return err
		}
	}
	return nil
}

func (c *closedLoop) readOne(l *line) error {
	carried := copy(c.buf, l.carry)
	n, err := unix.Read(l.fd, c.buf[carried:])
	if err == unix.EAGAIN || err == unix.EINTR {
		return nil
	}
	if n <= 0 {
		return fmt.Errorf("the connection of %s ended: %w", l.user, errors.Join(err, errEnded))
	}
	rest := c.buf[:carried+n]
	for {
		op, payload, size := frameIn(rest)
		if size == 0 {
			l.carry = append(l.carry[:0], rest...)
			return nil
		}
		if err := c.take(l, op, payload); err != nil {
			return err
		}
		rest = rest[size:]
	}
}

// frameIn returns the frame of a server that data begins with, and how long it is: 0 if
// it is not all there.
func frameIn(data []byte) (op byte, payload []byte, size int) {
	if len(data) < 2 {
		return 0, nil, 0
	}
	head, length := 2, uint64(data[1])
	switch {
	case length == 126 && len(data) >= 4:
		head, length = 4, uint64(binary.BigEndian.Uint16(data[2:]))
	case length == 127 && len(data) >= 10:
		head, length = 10, binary.BigEndian.Uint64(data[2:])
	case length > 125:
		return 0, nil, 0
	}
	if uint64(len(data)-head) < length {
		return 0, nil, 0
	}
	size = head + int(length)
	return data[0] & 0x0f, data[head:size], size
}

// take takes what a connection got: a push, or the answer to what it wrote.
func (c *closedLoop) take(l *line, op byte, payload []byte) (err error) {
	switch {
	case op == opClose:
		return fmt.Errorf("the server closed the connection of %s: %q", l.user, payload)
	case bytes.HasPrefix(payload, pushBegins):
		eachMark(payload, func(n uint32) {
			c.got++
			err = errors.Join(err, l.hear(n))
		})
		return err
	case l.says == nil:
		return nil
	}
	seq, body, ok := answerIn(payload)
	if !ok {
		return nil
	}
	if !l.says.waits || seq != firstNumber+uint64(l.says.n-1) || !bytes.HasPrefix(body, wentWell) {
		return fmt.Errorf("%s was answered, after %d messages: %s", l.user, l.says.n, payload)
	}
	return c.answered(l)
}

func (c *closedLoop) answered(l *line) error {
	now := time.Now()
	c.times = append(c.times, now.Sub(l.says.begun))
	c.want += l.says.hearers
	c.waiting--
	l.says.waits = false
	if now.Sub(c.began) >= c.lasts {
		return nil
	}
	return c.write(l, now)
}

// write writes the next message of a speaker.
func (c *closedLoop) write(l *line, now time.Time) error {
	s := l.says
	if s.n == 1<<countBits {
		return fmt.Errorf("%s has written %d messages: marks have no more numbers", l.user, s.n)
	}
	s.request.set(s.index, s.n)
	s.n++
	s.waits, s.begun = true, now
	c.waiting++
	return sendAll(l.fd, s.request.frame)
}

// hear notes a message by its mark.
func (l *line) hear(number uint32) error {
	index, n := int(number>>countBits), number&(1<<countBits-1)
	i := index - l.first
	if i < 0 || i >= len(l.next) || l.says != nil && l.says.index == index {
		return fmt.Errorf("%s got a message of speaker %d, whom it does not hear", l.user, index)
	}
	if n != l.next[i] {
		return fmt.Errorf("%s got message %d of speaker %d, not message %d", l.user, n, index, l.next[i])
	}
	l.next[i]++
	return nil
}

// close closes all connections.
func (c *closedLoop) close() {
	for _, l := range c.lines {
		unix.Close(l.fd)
	}
	unix.Close(c.epoll)
}

// A mark says who wrote the message, and its number.
const (
	indexBits = 12
	countBits = 32 - indexBits
)

// firstNumber is that of the first message in its request: all have as many digits, and
// so have the multiples of them that there are.
const (
	firstNumber  = 10_000_000
	numberDigits = 8
)

// request is a frame whose numbers are set for each message.
type request struct {
	frame    []byte
	numbers  []int // where they are
	factors  []int // what each of them is a multiple of, of the message's number
	markedAt int
}

// numbered are the fields with numbers: multiples of the message's, as sendBody and
// groupBody make them.
var numbered = []struct {
	key    string
	factor int
}{{`"seq":`, 1}, {`"MsgSeq":`, 1}, {`"ClientSeq":`, 1}, {`"MsgRandom":`, 7}, {`"Random":`, 7}}

func newRequest(m *member, command, body string) (r request) {
	m.seq = firstNumber - 1
	r.frame = m.request(command, fmt.Sprintf(`,"a2":%q`, m.a2), body)
	for _, f := range numbered {
		if i := bytes.Index(r.frame, []byte(f.key)); i >= 0 {
			r.numbers, r.factors = append(r.numbers, i+len(f.key)), append(r.factors, f.factor)
		}
	}
	text := []byte(`"Text":"|`)
	r.markedAt = bytes.Index(r.frame, text) + len(text)
	return r
}

// set makes it message n of a speaker.
func (r *request) set(index int, n uint32) {
	for i, at := range r.numbers {
		digits(r.frame[at:at+numberDigits], uint32(r.factors[i])*(firstNumber+n), 10)
	}
	digits(r.frame[r.markedAt:r.markedAt+markBytes-2], uint32(index)<<countBits|n, 16)
}

// digits fills b with the last digits of n.
func digits(b []byte, n, base uint32) {
	for i := len(b) - 1; i >= 0; i-- {
		b[i] = "0123456789abcdef"[n%base]
		n /= base
	}
}

// closed runs a loop on a server and reports it.
func (b *bench) closed(name, messages string, s interface{ cpu() time.Duration }, c *closedLoop) error {
	n := listen()
	cpu, own := s.cpu(), ownCPU()
	if err := c.run(b.seconds); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	took := time.Since(c.began)
	cpu, own = s.cpu()-cpu, ownCPU()-own
	others := n.cores(cpu + own)
	if err := c.readFor(200 * time.Millisecond); err != nil { // what comes twice
		return fmt.Errorf("%s: %w", name, err)
	}
	sent := float64(len(c.times))
	ms := func(percent int) float64 { return float64(at(c.times, percent).Microseconds()) / 1000 }
	b.report(name, messages, sent/took.Seconds(), "/s")
	b.report(name, "server CPU per message", float64(cpu.Microseconds())/sent, "µs")
	b.report(name, "time to the answer, median", ms(50), "ms")
	b.report(name, "time to the answer, p99", ms(99), "ms")
	b.report(name, "server: CPU", cpu.Seconds()/took.Seconds(), "cores")
	b.report(name, "generator: CPU", own.Seconds()/took.Seconds(), "cores")
	b.report(name, "used by others", others, "cores")
	return nil
}
