package ws

import (
	"net"
	"sync"
	"time"

	"github.com/teahouse-chat/teahouse/server/internal/deliver"
)

const (
	// maxPending is what a blocking connection takes from its session ahead of
	// its socket.
	maxPending = 64 << 10
	// writeTime is how long one write may take before the client counts as gone.
	writeTime = 30 * time.Second
)

// blocking is the transport for TLS and for systems without polling: a goroutine
// reads, and another one writes while there is something to write.
type blocking struct {
	conn net.Conn
	sock *socket

	mu      sync.Mutex
	pending []byte
	writing bool // a goroutine is
	full    bool // the session waits for Writable
	closing bool // shut when all is written
}

func newBlocking(c net.Conn, s *socket) *blocking { return &blocking{conn: c, sock: s} }

// start implements conn.
func (c *blocking) start(early []byte) { go c.read(early) }

func (c *blocking) read(early []byte) {
	in := inbox{rest: early}
	defer c.sock.gone()
	for {
		buf := in.open(c.sock)
		n, err := c.conn.Read(buf)
		in.filled(c.sock, n)
		c.sock.startTurns()
		if err != nil {
			return
		}
	}
}

// Writev implements deliver.Conn: it takes over a bounded number of bytes.
func (c *blocking) Writev(bufs [][]byte) (n int, err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, b := range bufs {
		if len(c.pending) >= maxPending {
			c.full = true
			err = deliver.ErrAgain
			break
		}
		c.pending = append(c.pending, b...)
		n += len(b)
	}
	if !c.writing {
		c.writing = true
		go c.write()
	}
	return n, err
}

func (c *blocking) write() {
	for {
		c.mu.Lock()
		out, full := c.pending, c.full
		c.pending, c.full = nil, false
		if len(out) == 0 {
			c.writing = false
			closing := c.closing
			c.mu.Unlock()
			if closing {
				c.conn.Close()
			}
			return
		}
		c.mu.Unlock()
		c.conn.SetWriteDeadline(time.Now().Add(writeTime))
		if _, err := c.conn.Write(out); err != nil {
			c.sock.gone()
			return
		}
		if full {
			c.sock.session.Writable()
		}
	}
}

// Close implements deliver.Conn.
func (c *blocking) Close(why deliver.Reason) {
	c.sock.end()
	c.mu.Lock()
	c.closing = true
	writing := c.writing
	c.mu.Unlock()
	if !writing {
		c.conn.Close()
		return
	}
	c.conn.SetDeadline(time.Now().Add(lingering))
}

// shut implements conn.
func (c *blocking) shut() {
	c.conn.Close()
	c.sock.door.remove(c.sock)
}
