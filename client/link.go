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
	in    wsutil.Reader
	op    ws.OpCode // of messages
	heard atomic.Int64
	done  chan struct{} // closed when reading has ended
	once  sync.Once

	out sync.Mutex
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
	l := &link{conn: conn, op: ws.OpBinary, done: make(chan struct{})}
	if o.Text {
		l.op = ws.OpText
	}
	var source io.Reader = early
	if early == nil {
		source = bufio.NewReader(conn)
	}
	l.in = wsutil.Reader{Source: source, State: ws.StateClientSide, MaxMessageSize: maxAnswer, OnIntermediate: l.control}
	l.heard.Store(time.Now().UnixNano())
	return l, nil
}

// read returns the next message.
func (l *link) read() ([]byte, error) {
	for {
		h, err := l.in.NextFrame()
		if err != nil {
			return nil, err
		}
		l.heard.Store(time.Now().UnixNano())
		if !h.OpCode.IsControl() {
			return io.ReadAll(&l.in)
		}
		if err := l.control(h, &l.in); err != nil {
			return nil, err
		}
		if err := l.in.Discard(); err != nil {
			return nil, err
		}
	}
}

// control answers pings and closes.
func (l *link) control(h ws.Header, body io.Reader) error {
	payload, err := io.ReadAll(io.LimitReader(body, h.Length))
	if err != nil {
		return err
	}
	switch h.OpCode {
	case ws.OpPing:
		return l.frame(ws.NewPongFrame(payload))
	case ws.OpClose:
		l.frame(ws.NewCloseFrame(payload)) // the other side may be gone already
		code, text := ws.ParseCloseFrameData(payload)
		return wsutil.ClosedError{Code: code, Reason: text}
	}
	return nil
}

// write sends a message. When it fails the link is of no more use.
func (l *link) write(message []byte) error {
	return l.frame(ws.NewFrame(l.op, true, message))
}

func (l *link) frame(f ws.Frame) error {
	raw, err := ws.CompileFrame(ws.MaskFrame(f))
	if err != nil {
		return err
	}
	l.out.Lock()
	defer l.out.Unlock()
	if err := l.conn.SetWriteDeadline(time.Now().Add(writeTimeout)); err != nil {
		return err
	}
	if _, err = l.conn.Write(raw); err != nil {
		l.close()
	}
	return err
}

// bye closes the socket as the protocol has it.
func (l *link) bye() {
	l.frame(ws.NewCloseFrame(ws.NewCloseFrameBody(ws.StatusNormalClosure, "")))
	l.close()
}

// close ends the socket at once; the reader notices.
func (l *link) close() { l.once.Do(func() { l.conn.Close() }) }
