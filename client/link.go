package client

import (
	"bufio"
	"context"
	"io"
	"net"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gobwas/ws"
	"github.com/gobwas/ws/wsutil"
)

// link is one socket. It may be written to by many goroutines and read by one.
type link struct {
	conn  net.Conn
	in    io.Reader
	op    ws.OpCode // of messages
	heard atomic.Int64
	ctx   context.Context // ends when reading has ended
	end   context.CancelCauseFunc
	out   sync.Mutex

	ready chan struct{} // closed when it is logged in
	since int64         // when that was, by the server's clock, seconds
	local time.Time     // and by ours
	slack time.Duration // how long pushes may be lost before that is noticed
}

// at is a time by the server's clock, in seconds, less the slack: what was pushed
// before has come. It needs ready to be closed.
func (l *link) at(local time.Time) uint32 {
	return uint32(max(1, l.since+int64((local.Sub(l.local)-l.slack)/time.Second)))
}

func dialLink(ctx context.Context, server string, o *Options) (*link, error) {
	at, err := o.address(server)
	if err != nil {
		return nil, err
	}
	conn, early, _, err := ws.Dialer{Timeout: dialTimeout, NetDial: o.NetDial, TLSConfig: o.TLS}.Dial(ctx, at)
	if err != nil {
		return nil, err
	}
	l := &link{conn: conn, in: early, op: ws.OpBinary, ready: make(chan struct{}), slack: o.Ping + pingTimeout + 10*time.Second}
	l.ctx, l.end = context.WithCancelCause(context.Background())
	if early == nil {
		l.in = bufio.NewReader(conn)
	}
	if o.Text {
		l.op = ws.OpText
	}
	return l, nil
}

// Read is for wsutil.
func (l *link) Read(p []byte) (int, error) {
	n, err := l.in.Read(p)
	l.heard.Store(time.Now().UnixNano())
	return n, err
}

// Write writes whole frames.
func (l *link) Write(frames []byte) (int, error) {
	l.out.Lock()
	defer l.out.Unlock()
	l.conn.SetWriteDeadline(time.Now().Add(writeTimeout)) // if it fails, so does what follows
	n, err := l.conn.Write(frames)
	if err != nil {
		l.close()
	}
	return n, err
}

// read returns the next message. It answers pings and closes.
func (l *link) read() ([]byte, error) {
	message, _, err := wsutil.ReadServerData(l)
	return message, err
}

// write sends a message. When it fails the link is of no more use.
func (l *link) write(message []byte) error { return l.frame(ws.NewFrame(l.op, true, message)) }

func (l *link) frame(f ws.Frame) error {
	raw, err := ws.CompileFrame(ws.MaskFrame(f))
	if err == nil {
		_, err = l.Write(raw)
	}
	return err
}

// bye closes the socket as the protocol has it, without waiting for long.
func (l *link) bye() {
	if l.frame(ws.NewCloseFrame(ws.NewCloseFrameBody(ws.StatusNormalClosure, ""))) == nil {
		select {
		case <-l.ctx.Done():
		case <-time.After(byeTimeout):
		}
	}
	l.close()
}

// close ends the socket at once; the reader notices.
func (l *link) close() { l.conn.Close() }
