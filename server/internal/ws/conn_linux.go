package ws

import (
	"io"
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
// there is something to read. System calls go through RawConn, which keeps the
// descriptor from being closed and reused under them.
type polled struct {
	tcp    *net.TCPConn
	raw    syscall.RawConn
	sock   *socket
	poller *poller
	slot   int32        // -1 before start; guarded by poller.mu
	state  atomic.Int32 // of reading
	full   atomic.Bool  // the session waits for Writable
	hup    atomic.Bool  // the client will send nothing more
	gone   atomic.Bool  // shut
	in     inbox        // of the reading goroutine
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
	go c.read()
}

// event is called by the poller.
func (c *polled) event(what uint32) {
	if what&(unix.EPOLLOUT|unix.EPOLLERR|unix.EPOLLHUP) != 0 && c.full.Swap(false) {
		go c.sock.session.Writable()
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
			go c.read()
			return
		case c.state.CompareAndSwap(running, again), c.state.Load() == again:
			return
		}
	}
}

// read serves the socket until there is nothing more to read.
func (c *polled) read() {
	op := readers.Get().(*readOp)
	defer readers.Put(op)
	for {
		c.state.Store(running)
		if !c.readAll(op) {
			c.sock.gone()
			return // in state running: no other goroutine will read
		}
		if c.state.CompareAndSwap(running, idle) {
			return
		}
	}
}

// readAll reads what there is; it returns false if the connection has ended.
func (c *polled) readAll(op *readOp) bool {
	defer c.in.close()
	for {
		buf := c.in.open(c.sock)
		n, err := op.read(c.raw, buf)
		if n > 0 {
			c.in.filled(c.sock, n)
		}
		switch {
		case err == unix.EAGAIN:
			return true
		case err != nil:
			return false
		case n < len(buf) && !c.hup.Load():
			// All there was; what came since is another event. An end that came
			// together with the last bytes is not: it has to be read.
			return true
		}
	}
}

// Writev implements deliver.Conn.
func (c *polled) Writev(bufs [][]byte) (n int, err error) {
	op := writers.Get().(*writeOp)
	defer writers.Put(op)
	op.load(bufs)
	defer op.unload()
	for asked := false; ; {
		err := op.write(c.raw)
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
	if why.Code == deliver.Broken.Code || c.tcp.CloseWrite() != nil {
		c.shut()
	}
}

// shut implements conn.
func (c *polled) shut() {
	if c.gone.Swap(true) {
		return
	}
	c.poller.remove(c)
	c.tcp.Close()
	c.sock.door.remove(c.sock)
}

// readOp and writeOp are system calls on a RawConn that need no allocation.
type readOp struct {
	buf  []byte
	n    int
	err  error
	call func(fd uintptr) bool
}

var readers = sync.Pool{New: func() any {
	op := &readOp{}
	op.call = func(fd uintptr) bool {
		for {
			op.n, op.err = unix.Read(int(fd), op.buf)
			if op.err != unix.EINTR {
				return true
			}
		}
	}
	return op
}}

func (op *readOp) read(raw syscall.RawConn, buf []byte) (int, error) {
	op.buf = buf
	err := raw.Read(op.call)
	op.buf = nil
	switch {
	case err != nil:
		return 0, err
	case op.err != nil:
		return 0, op.err
	case op.n == 0:
		return 0, io.EOF
	}
	return op.n, nil
}

// maxVector is the most buffers that the system takes in one call.
const maxVector = 1024

type writeOp struct {
	vector []unix.Iovec
	left   []unix.Iovec
	n      int
	errno  syscall.Errno
	took   int
	call   func(fd uintptr) bool
}

var writers = sync.Pool{New: func() any {
	op := &writeOp{}
	op.call = func(fd uintptr) bool {
		for {
			took, _, errno := syscall.Syscall(unix.SYS_WRITEV, fd,
				uintptr(unsafe.Pointer(&op.left[0])), uintptr(min(len(op.left), maxVector)))
			if errno != unix.EINTR {
				op.took, op.errno = int(took), errno
				return true
			}
		}
	}
	return op
}}

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
func (op *writeOp) write(raw syscall.RawConn) error {
	for len(op.left) > 0 {
		if err := raw.Write(op.call); err != nil {
			return err
		}
		if op.errno != 0 {
			return op.errno
		}
		op.n += op.took
		for op.took > 0 && op.took >= int(op.left[0].Len) {
			op.took -= int(op.left[0].Len)
			op.left = op.left[1:]
		}
		if op.took > 0 {
			v := &op.left[0]
			v.Base = (*byte)(unsafe.Add(unsafe.Pointer(v.Base), op.took))
			v.SetLen(int(v.Len) - op.took)
		}
	}
	return nil
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
