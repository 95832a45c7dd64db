package deliver

import (
	"encoding/json"
	"net"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/gobwas/ws"
	"golang.org/x/sys/unix"

	"github.com/teahouse-chat/teahouse/server/internal/bus"
	"github.com/teahouse-chat/teahouse/server/internal/id"
)

// tcpConn is a Conn on a real socket.
type tcpConn struct {
	raw     syscall.RawConn
	tcp     *net.TCPConn
	session *Session
	closed  atomic.Pointer[Reason]
}

func (c *tcpConn) Writev(bufs [][]byte) (n int, err error) {
	size := 0
	for _, b := range bufs {
		size += len(b)
	}
	failed := c.raw.Write(func(fd uintptr) bool {
		n, err = unix.Writev(int(fd), bufs)
		return true
	})
	if failed != nil {
		return 0, failed
	}
	if n = max(n, 0); n < size && (err == nil || err == unix.EAGAIN) {
		go c.wait()
		return n, ErrAgain
	}
	return n, err
}

func (c *tcpConn) wait() {
	err := c.raw.Write(func(fd uintptr) bool {
		n, _ := unix.Poll([]unix.PollFd{{Fd: int32(fd), Events: unix.POLLOUT}}, 0)
		return n > 0
	})
	if err == nil {
		c.session.Writable()
	}
}

func (c *tcpConn) Close(why Reason) {
	c.closed.Store(&why)
	c.tcp.Close()
}

// client is the other end of a session.
type client struct {
	*Session
	t    *testing.T
	far  net.Conn
	near *tcpConn
}

func newHub(t *testing.T, o Options) *Hub {
	h := New(bus.NewLocal(), o)
	t.Cleanup(h.Close)
	return h
}

// connect opens a session with a client at the other end. Small socket buffers
// make it slow to write to when the client does not read.
func connect(t *testing.T, h *Hub, form Form, small bool) *client {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	far, err := net.Dial("tcp", l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	near, err := l.Accept()
	if err != nil {
		t.Fatal(err)
	}
	if small {
		near.(*net.TCPConn).SetWriteBuffer(64 << 10)
		far.(*net.TCPConn).SetReadBuffer(64 << 10)
	}
	c := &tcpConn{tcp: near.(*net.TCPConn)}
	c.raw, _ = c.tcp.SyscallConn()
	s := h.Open(c, form, "0123456789abcdef")
	c.session = s
	t.Cleanup(func() { far.Close(); s.Close() })
	return &client{Session: s, t: t, far: far, near: c}
}

// login connects a client as an account.
func login(t *testing.T, h *Hub, account, instance uint64) *client {
	t.Helper()
	c := connect(t, h, Binary, false)
	c.login(account, instance)
	return c
}

func (c *client) login(account, instance uint64) {
	c.t.Helper()
	if err := c.Bind(id.Account{App: 1, ID: account}, instance); err != nil {
		c.t.Fatal(err)
	}
	c.Reply([]byte(`"welcome"`))
	c.reads("welcome")
}

// read returns the next frame's body, or "" if there is none in time.
func (c *client) read(within time.Duration) string {
	c.t.Helper()
	c.far.SetReadDeadline(time.Now().Add(within))
	f, err := ws.ReadFrame(c.far)
	if err != nil {
		return ""
	}
	var push struct{ Body string }
	if json.Unmarshal(f.Payload, &push) == nil {
		return push.Body
	}
	return strings.Trim(string(f.Payload), `"`)
}

// reads expects frames with these bodies, in this order.
func (c *client) reads(want ...string) {
	c.t.Helper()
	for _, w := range want {
		if got := c.read(time.Minute); got != w {
			c.t.Fatalf("read %.80q, want %q", got, w)
		}
	}
}

// readsNothing expects that what was published so far brought nothing: the next
// frame is the answer to a request made now.
func (c *client) readsNothing() {
	c.t.Helper()
	time.Sleep(2 * slot)
	c.Reply([]byte(`"mark"`))
	c.reads("mark")
}

// isClosed waits until the session is closed, and returns why.
func (c *client) isClosed() Reason {
	c.t.Helper()
	for deadline := time.Now().Add(time.Minute); time.Now().Before(deadline); time.Sleep(time.Millisecond) {
		if why := c.near.closed.Load(); why != nil {
			return *why
		}
	}
	c.t.Fatal("the session is still open")
	return Reason{}
}

func frame(t testing.TB, body string) *Frame {
	t.Helper()
	f, err := NewFrame("x.y", body)
	if err != nil {
		t.Fatal(err)
	}
	return f
}
