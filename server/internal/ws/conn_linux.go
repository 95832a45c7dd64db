package ws

import (
	"net"
	"sync"
	"sync/atomic"
	"syscall"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"

	"github.com/teahouse-chat/teahouse/server/internal/deliver"
)

// polled is the transport by events: a goroutine reads the socket only while
// there is something to read. The descriptor is its own, unknown to the Go runtime, which
// would poll it a second time and keep for it what an idle socket does not need.
type polled struct {
	fd     descriptor
	sock   *socket
	poller *poller
	slot   int32        // -1 before start; guarded by poller.mu
	state  atomic.Int32 // of reading
	full   atomic.Bool  // the session waits for Writable
	hup    atomic.Bool  // the client will send nothing more
	gone   atomic.Bool  // shut
	in     inbox        // of the reading goroutine
}

// descriptor is one of the system that is closed when it is to be and nobody uses it,
// so that no call meets another file under its number.
type descriptor struct {
	fd     int32
	users  atomic.Int32 // and closing
	closed atomic.Bool
}

const closing = 1 << 30

// hold reports whether the descriptor may be used, until drop.
func (d *descriptor) hold() bool {
	if d.users.Add(1) >= closing {
		d.drop()
		return false
	}
	return true
}

func (d *descriptor) drop() {
	if d.users.Add(-1) == closing {
		d.end()
	}
}

// close closes the descriptor as soon as nobody uses it. It is called once.
func (d *descriptor) close() {
	if d.users.Add(closing) == closing {
		d.end()
	}
}

func (d *descriptor) end() {
	if !d.closed.Swap(true) { // who came too late ends here too
		unix.Close(int(d.fd))
	}
}

// States of reading.
const (
	idle    int32 = iota
	running       // a goroutine reads
	again         // and something came since it looked
)

// start implements conn.
func (c *polled) start(early []byte) {
	c.in.rest = early
	c.state.Store(running)
	if err := c.poller.add(c); err != nil {
		c.sock.door.log.Error("socket cannot be polled", "error", err)
		c.sock.gone()
		return
	}
	c.sock.door.crew.do(c.read)
}

// event is called by the poller.
func (c *polled) event(what uint32) {
	if what&(unix.EPOLLOUT|unix.EPOLLERR|unix.EPOLLHUP) != 0 && c.full.Swap(false) {
		c.sock.door.crew.do(c.sock.session.Writable)
	}
	if what&(unix.EPOLLIN|unix.EPOLLRDHUP|unix.EPOLLERR|unix.EPOLLHUP) == 0 {
		return
	}
	if what&(unix.EPOLLRDHUP|unix.EPOLLERR|unix.EPOLLHUP) != 0 {
		c.hup.Store(true)
	}
	for {
		switch {
		case c.state.CompareAndSwap(idle, running):
			c.sock.door.crew.do(c.read)
			return
		case c.state.CompareAndSwap(running, again), c.state.Load() == again:
			return
		}
	}
}

// read serves the socket until there is nothing more to read. Then another goroutine
// may read, while this one carries out what it has read last.
func (c *polled) read() {
	for {
		c.state.Store(running)
		if !c.readAll() {
			c.sock.startTurns()
			c.sock.gone()
			return // in state running: no other goroutine will read
		}
		if c.state.CompareAndSwap(running, idle) {
			c.sock.runTurns()
			return
		}
		c.sock.startTurns()
	}
}

// readAll reads what there is; it returns false if the connection has ended.
func (c *polled) readAll() bool {
	defer c.in.close()
	for {
		buf := c.in.open(c.sock)
		n, err := c.fd.read(buf)
		if n > 0 {
			c.in.filled(c.sock, n)
		}
		switch {
		case err == unix.EAGAIN:
			return true
		case err != nil || n == 0:
			return false
		case n < len(buf) && !c.hup.Load():
			// All there was; what came since is another event. An end that came
			// together with the last bytes is not: it has to be read.
			return true
		}
		c.sock.startTurns()
	}
}

// read reads what there is, up to the size of buf. The descriptor is held no longer:
// what is read may have to wait for its turn, and a socket that ends meanwhile is closed.
func (d *descriptor) read(buf []byte) (int, error) {
	if !d.hold() {
		return 0, net.ErrClosed
	}
	defer d.drop()
	for {
		n, err := unix.Read(int(d.fd), buf)
		if err != unix.EINTR {
			return n, err
		}
	}
}

// Writev implements deliver.Conn.
func (c *polled) Writev(bufs [][]byte) (n int, err error) {
	if !c.fd.hold() {
		return 0, net.ErrClosed
	}
	defer c.fd.drop()
	op := writers.Get().(*writeOp)
	defer writers.Put(op)
	op.load(bufs)
	defer op.unload()
	for asked := false; ; {
		err := op.write(&c.fd)
		if err != unix.EAGAIN {
			return op.n, err
		}
		if asked {
			return op.n, deliver.ErrAgain
		}
		// Room that came before full was set has made no call of Writable: look
		// once more.
		asked = true
		c.full.Store(true)
	}
}

// Close implements deliver.Conn. What was written last, a close frame above all,
// reaches a client only if the socket is not closed while something that it sent
// is unread; so only our side ends here, and the sweep shuts what remains.
func (c *polled) Close(why deliver.Reason) {
	c.sock.end()
	if why.Code == deliver.Broken.Code || c.closeWrite() != nil {
		c.shut()
	}
}

func (c *polled) closeWrite() error {
	if !c.fd.hold() {
		return net.ErrClosed
	}
	defer c.fd.drop()
	return unix.Shutdown(int(c.fd.fd), unix.SHUT_WR)
}

// shut implements conn.
func (c *polled) shut() {
	if c.gone.Swap(true) {
		return
	}
	c.poller.remove(c)
	c.fd.close()
	c.sock.door.remove(c.sock)
}

// maxVector is the most buffers that the system takes in one call.
const maxVector = 1024

// writeOp is a vectored write.
type writeOp struct {
	vector []unix.Iovec
	left   []unix.Iovec
	n      int
}

var writers = sync.Pool{New: func() any { return &writeOp{} }}

func (op *writeOp) load(bufs [][]byte) {
	for _, b := range bufs {
		if len(b) > 0 {
			v := unix.Iovec{Base: &b[0]}
			v.SetLen(len(b))
			op.vector = append(op.vector, v)
		}
	}
	op.left, op.n = op.vector, 0
}

func (op *writeOp) unload() {
	clear(op.vector)
	op.vector, op.left = op.vector[:0], nil
}

// write writes until all is taken or the socket takes no more (EAGAIN).
func (op *writeOp) write(d *descriptor) error {
	for len(op.left) > 0 {
		n, _, errno := syscall.Syscall(unix.SYS_WRITEV, uintptr(d.fd),
			uintptr(unsafe.Pointer(&op.left[0])), uintptr(min(len(op.left), maxVector)))
		switch errno {
		case 0:
		case unix.EINTR:
			continue
		default:
			return errno
		}
		op.took(int(n))
	}
	return nil
}

// took passes over n bytes that were written.
func (op *writeOp) took(n int) {
	op.n += n
	for n > 0 && n >= int(op.left[0].Len) {
		n -= int(op.left[0].Len)
		op.left = op.left[1:]
	}
	if n > 0 {
		v := &op.left[0]
		v.Base = (*byte)(unsafe.Add(unsafe.Pointer(v.Base), n))
		v.SetLen(int(v.Len) - n)
	}
}

// acknowledge ends a connection whose other end does not acknowledge within a time
// what was written: one that is gone without a word.
func acknowledge(c net.Conn, within time.Duration) {
	if secure, ok := c.(interface{ NetConn() net.Conn }); ok {
		c = secure.NetConn()
	}
	tcp, ok := c.(syscall.Conn)
	if !ok {
		return
	}
	if raw, err := tcp.SyscallConn(); err == nil {
		raw.Control(func(fd uintptr) {
			unix.SetsockoptInt(int(fd), unix.IPPROTO_TCP, unix.TCP_USER_TIMEOUT, int(within.Milliseconds()))
		})
	}
}
