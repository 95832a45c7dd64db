package ws_test

import (
	"bytes"
	"io"
	"net"
	"testing"
	"time"

	gobwas "github.com/gobwas/ws"

	"github.com/teahouse-chat/teahouse/server/internal/ws"
)

// FuzzFrames sends any bytes on a socket, in one piece and in two, and then a close
// frame. The server answers only by whole frames, ends the socket, and keeps
// nothing of it.
func FuzzFrames(f *testing.F) {
	w := start(f, ws.Options{MaxMessage: 4 << 10}, false)
	frame := func(f gobwas.Frame) []byte { return gobwas.MustCompileFrame(gobwas.MaskFrame(f)) }
	echo := request(1, "toy.echo", `,"a2":"a2-ann"`, `{"Text":"x"}`)
	for _, seed := range [][]byte{
		nil, frame(gobwas.NewBinaryFrame(echo)), frame(gobwas.NewTextFrame(echo)), frame(gobwas.NewPingFrame([]byte("x"))),
		append(frame(gobwas.NewFrame(gobwas.OpBinary, false, echo[:9])), frame(gobwas.NewFrame(gobwas.OpContinuation, true, echo[9:]))...),
		frame(gobwas.NewCloseFrame([]byte("\x03\xe8bye"))), {0x82, 0xff, 0xff}, frame(gobwas.NewBinaryFrame(request(1, "toy.login", `,"a2":"a2-ann"`, `{}`))),
		frame(gobwas.NewBinaryFrame([]byte(`{"head":{"seq":1}}`))), frame(gobwas.NewBinaryFrame(make([]byte, 5000))),
	} {
		f.Add(seed, 3)
	}
	f.Fuzz(func(t *testing.T, b []byte, cut int) {
		w := &world{t: t, door: w.door, hub: w.hub, app: w.app, url: w.url}
		if bytes.Contains(b, []byte("toy.slow")) || bytes.Contains(b, []byte("toy.poll")) {
			return // they wait for us
		}
		for _, pieces := range [][][]byte{{b}, {b[:min(uint(cut), uint(len(b)))], b[min(uint(cut), uint(len(b))):]}} {
			c := w.dial("/binfo")
			for _, p := range pieces {
				c.Write(p) // the server may have closed already
			}
			c.Write(frame(gobwas.NewCloseFrame(nil)))
			c.Conn.(*net.TCPConn).CloseWrite() // the close frame may have become the end of a frame that was open
			for c.SetDeadline(time.Now().Add(10 * time.Second)); ; {
				h, err := gobwas.ReadHeader(c)
				if err != nil {
					break
				}
				if h.Masked || h.Rsv != 0 || !h.Fin {
					t.Fatalf("a frame with the header %+v", h)
				}
				if _, err := io.CopyN(io.Discard, c, h.Length); err != nil {
					break
				}
			}
			c.Close()
		}
		w.until("the sockets are gone", func() bool { return w.door.Stats().Sockets == 0 && w.hub.Stats().Sessions == 0 })
	})
}
