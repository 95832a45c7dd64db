package ws_test

import (
	"fmt"
	"net"
	"runtime"
	"strings"
	"testing"
	"time"

	gobwas "github.com/gobwas/ws"

	"github.com/teahouse-chat/teahouse/server/internal/deliver"
	"github.com/teahouse-chat/teahouse/server/internal/ws"
)

func TestFragmentsAndControlFramesBetweenThem(t *testing.T) {
	each(t, ws.Options{}, func(w *world, path string) {
		c := w.dial(path)
		message := request(1, "toy.echo", "", `{"Text":"in parts"}`)
		c.sends(gobwas.NewFrame(c.op, false, message[:10]))
		c.sends(gobwas.NewFrame(gobwas.OpContinuation, false, nil))
		c.sends(gobwas.NewPingFrame([]byte("still there?")))
		if f := c.frame(); f.Header.OpCode != gobwas.OpPong || string(f.Payload) != "still there?" {
			t.Fatalf("the ping got %v %q", f.Header.OpCode, f.Payload)
		}
		c.sends(gobwas.NewPongFrame(nil))
		c.sends(gobwas.NewFrame(gobwas.OpContinuation, true, message[10:]))
		c.reads(answer(1, "toy.echo", 0, "", `,"Text":"in parts"`))
	})
}

func TestBytesInAnyPieces(t *testing.T) {
	each(t, ws.Options{}, func(w *world, path string) {
		c := w.dial(path)
		c.login("ann")
		var stream, want []byte
		for i, size := range []int{1, 100, 130, 5000, 70_000, 2} {
			text := strings.Repeat("x", size)
			frame := gobwas.MaskFrame(gobwas.NewFrame(c.op, true, request(i, "toy.echo", "", fmt.Sprintf(`{"Text":%q}`, text))))
			stream = append(stream, gobwas.MustCompileFrame(frame)...)
			want = append(append(want, answer(i, "toy.echo", 0, "", fmt.Sprintf(`,"Text":%q`, text))...), '\n')
		}
		go func() {
			for i, piece := 0, 1; len(stream) > 0; i, piece = i+1, piece*3%4099 {
				n := min(piece, len(stream))
				c.Write(stream[:n])
				stream = stream[n:]
				if i%10 == 0 {
					time.Sleep(time.Millisecond)
				}
			}
		}()
		for _, line := range strings.Split(strings.TrimSpace(string(want)), "\n") {
			c.reads(line)
		}
	})
}

func TestBrokenProtocolClosesWithItsStatus(t *testing.T) {
	big := make([]byte, 600)
	rows := []struct {
		name string
		send func(c *client)
		code gobwas.StatusCode
	}{
		{"no mask", func(c *client) { gobwas.WriteFrame(c, gobwas.NewBinaryFrame([]byte("{}"))) }, 1002},
		{"a reserved bit", func(c *client) { c.Write([]byte{0xc2, 0x80, 0, 0, 0, 0}) }, 1002},
		{"a reserved opcode", func(c *client) { c.Write([]byte{0x83, 0x80, 0, 0, 0, 0}) }, 1002},
		{"a fragmented ping", func(c *client) { c.Write([]byte{0x09, 0x80, 0, 0, 0, 0}) }, 1002},
		{"a long ping", func(c *client) { c.sends(gobwas.NewPingFrame(big[:126])) }, 1002},
		{"a continuation of nothing", func(c *client) { c.sends(gobwas.NewFrame(gobwas.OpContinuation, true, nil)) }, 1002},
		{"a message within a message", func(c *client) {
			c.sends(gobwas.NewFrame(c.op, false, nil))
			c.sends(gobwas.NewFrame(c.op, true, nil))
		}, 1002},
		{"a long message", func(c *client) { c.sends(gobwas.NewBinaryFrame(make([]byte, 1001))) }, 1009},
		{"its header alone", func(c *client) { c.Write([]byte{0x82, 0xff, 0x7f, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}) }, 1009},
		{"a length of 64 bits", func(c *client) { c.Write([]byte{0x82, 0xff, 0xff, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}) }, 1009},
		{"a long message in parts", func(c *client) {
			c.sends(gobwas.NewFrame(c.op, false, big))
			c.sends(gobwas.NewFrame(gobwas.OpContinuation, false, big))
		}, 1009},
		{"text that is not UTF-8", func(c *client) { c.sends(gobwas.NewTextFrame([]byte{0xff, 0xfe})) }, 1007},
		{"a close", func(c *client) { c.sends(gobwas.NewCloseFrame(gobwas.NewCloseFrameBody(4000, "bye"))) }, 4000},
		{"a close without a status", func(c *client) { c.sends(gobwas.NewCloseFrame(nil)) }, 1000},
		{"a close with a wrong status", func(c *client) { c.sends(gobwas.NewCloseFrame(gobwas.NewCloseFrameBody(1005, ""))) }, 1002},
	}
	each(t, ws.Options{MaxMessage: 1000}, func(w *world, path string) {
		for _, row := range rows {
			t.Log(row.name)
			c := w.dial(path)
			row.send(c)
			c.isClosed(row.code)
			c.Close()
			w.until("the socket is gone", func() bool { return w.door.Stats().Sockets == 0 && w.hub.Stats().Sessions == 0 })
		}
	})
}

func TestAnOversizeMessageIsReadNoFurtherAndItsSenderLearnsWhy(t *testing.T) {
	w := start(t, ws.Options{}, false)
	c := w.dial("/binfo")
	go gobwas.WriteFrame(c, gobwas.MaskFrame(gobwas.NewBinaryFrame(make([]byte, 8<<20))))
	c.isClosed(gobwas.StatusMessageTooBig)
}

func TestAGuestMaySendLittle(t *testing.T) {
	each(t, ws.Options{}, func(w *world, path string) {
		guest, ann := w.dial(path), w.dial(path)
		ann.login("ann")
		long := request(2, "toy.echo", "", `{"Text":"`+strings.Repeat("x", 100_000)+`"}`)
		ann.sends(gobwas.NewFrame(ann.op, true, long))
		ann.frame()
		guest.sends(gobwas.NewFrame(guest.op, false, long[:60_000]))
		guest.Write(gobwas.MustCompileFrame(gobwas.MaskFrame(gobwas.NewFrame(gobwas.OpContinuation, true, long[60_000:])))[:14])
		guest.isClosed(gobwas.StatusMessageTooBig)
	})
}

func TestCloseFramesAreAnsweredByWhatTheySay(t *testing.T) {
	w := start(t, ws.Options{}, false)
	for _, row := range []struct {
		payload string
		code    gobwas.StatusCode
	}{
		{"", 1000}, {"\x03\xe8", 1000}, {"\x03\xe9bye", 1001}, {"\x0f\xa0", 4000},
		{"\x03", 1002}, {"\x00\x00", 1002}, {"\x03\xed", 1002}, {"\x03\xee", 1002}, {"\x07\xd0", 1002}, {"\x13\x88", 1002},
		{"\x03\xe8\xff", 1007},
	} {
		c := w.dial("/binfo")
		c.sends(gobwas.NewFrame(gobwas.OpClose, true, []byte(row.payload)))
		if got := c.frame(); got.Header.OpCode != gobwas.OpClose || gobwas.StatusCode(int(got.Payload[0])<<8|int(got.Payload[1])) != row.code {
			t.Errorf("%q: %v %q, want %d", row.payload, got.Header.OpCode, got.Payload, row.code)
		}
	}
}

// A message that never ends is not kept alive by its bytes, nor by pings between
// its fragments.
func TestSlowMessagesAreClosed(t *testing.T) {
	eachAtOnce(t, ws.Options{Silent: 2 * time.Second}, func(w *world, path string) {
		bytes, pings := w.dial(path), w.dial(path)
		stop := make(chan struct{})
		defer close(stop)
		pings.sends(gobwas.NewFrame(pings.op, false, []byte("x")))
		bytes.Write([]byte{0x80 | byte(bytes.op), 0xfe, 0x10, 0, 1, 2, 3, 4})
		go func() {
			for {
				select {
				case <-stop:
					return
				case <-time.After(100 * time.Millisecond):
					bytes.Write([]byte("x"))
					gobwas.WriteFrame(pings, gobwas.MaskFrame(gobwas.NewPongFrame(nil)))
				}
			}
		}()
		bytes.isClosed(gobwas.StatusGoingAway)
		pings.isClosed(gobwas.StatusPolicyViolation)
	})
}

func TestGuestsMakeRoom(t *testing.T) {
	w := start(t, ws.Options{MaxSockets: 20, Silent: 10 * time.Second, Young: 10 * time.Millisecond}, false)
	ann := w.dial("/binfo")
	ann.login("ann")
	var guests []*client
	for range 30 {
		guests = append(guests, w.dial("/binfo"))
	}
	guests[0].isClosed(1013)
	w.until("there is room", func() bool { return w.door.Stats().Sockets <= 10 })
	ann.asks(9, "toy.echo", `,"a2":"a2-ann"`, `{"Text":"still "}`)
	ann.reads(answer(9, "toy.echo", 0, "", `,"Text":"still ann"`))
	guests[29].asks(1, "heartbeat.alive", "", `{}`)
	guests[29].reads(answer(1, "heartbeat.alive", 0, "", ""))
}

func TestSilentSocketsAreClosed(t *testing.T) {
	eachAtOnce(t, ws.Options{Silent: 2 * time.Second}, func(w *world, path string) {
		silent, lively := w.dial(path), w.dial(path)
		stop := make(chan struct{})
		defer close(stop)
		go func() {
			for {
				select {
				case <-stop:
					return
				case <-time.After(100 * time.Millisecond):
					gobwas.WriteFrame(lively, gobwas.MaskFrame(gobwas.NewPongFrame(nil)))
				}
			}
		}()
		silent.isClosed(gobwas.StatusGoingAway)
		if s := w.door.Stats(); s.Silent != 1 || s.Sockets == 0 {
			t.Errorf("%+v", s)
		}
	})
}

func TestWhoIsPushedToNeedsToSayNothing(t *testing.T) {
	eachAtOnce(t, ws.Options{Silent: 2 * time.Second}, func(w *world, path string) {
		viewer := w.dial(path)
		for end := time.Now().Add(5 * time.Second); time.Now().Before(end); time.Sleep(100 * time.Millisecond) {
			w.hub.Each(func(s *deliver.Session) { s.Control(gobwas.CompiledPing) })
		}
		if n := w.door.Stats().Silent; n != 0 {
			t.Fatalf("%d closed while they were pushed to", n)
		}
		for viewer.frame().Header.OpCode != gobwas.OpClose {
		}
	})
}

func TestASocketWithoutReaderIsClosedAndTheOthersGoOn(t *testing.T) {
	each(t, ws.Options{}, func(w *world, path string) {
		c := w.dial(path)
		c.login("ann")
		text := strings.Repeat("x", 100_000)
		go func() {
			for i := range 200 { // 20 MB of answers that nobody reads
				if gobwas.WriteFrame(c, gobwas.MaskFrame(gobwas.NewFrame(c.op, true, request(i, "toy.echo", "", `{"Text":"`+text+`"}`)))) != nil {
					return
				}
			}
		}()
		w.until("it is closed", func() bool { return w.hub.Stats().TooSlow == 1 })
		other := w.dial(path)
		other.asks(1, "heartbeat.alive", "", `{}`)
		other.reads(answer(1, "heartbeat.alive", 0, "", ""))
	})
}

func TestIdleSocketsCostNoGoroutines(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("a goroutine each")
	}
	w := start(t, ws.Options{}, false)
	var all []net.Conn
	before := runtime.NumGoroutine()
	for i := range 500 {
		c := w.dial("/binfo")
		c.asks(i, "heartbeat.alive", "", `{}`)
		c.reads(answer(i, "heartbeat.alive", 0, "", ""))
		all = append(all, c)
	}
	w.until("as few goroutines as before", func() bool { return runtime.NumGoroutine() < before+20 })
	for _, c := range all {
		c.Close()
	}
	w.until("all sockets are gone", func() bool { return w.door.Stats().Sockets == 0 && w.hub.Stats().Sessions == 0 })
}
