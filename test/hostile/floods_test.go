package hostile_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gobwas/ws"
	"github.com/gobwas/ws/wsutil"
)

// isServed asks for something as an honest user, quickly.
func isServed(t *testing.T, c *socket) {
	t.Helper()
	begun := time.Now()
	for range 20 {
		if e := judge(t, c.ask(t, "profile.portrait_get_all", c.as(), `{"UserItem":[{"To_Account":"alice"}]}`)); e.ErrorCode != 0 {
			t.Fatalf("an honest user got %+v", e)
		}
	}
	if took := time.Since(begun); took > 10*time.Second {
		t.Errorf("twenty requests of an honest user took %v", took)
	}
}

// floods are too much of what is allowed: it is refused, and others are served.
func (s *server) floods(t *testing.T) {
	bob := s.login(t, s.c, "bob")
	defer bob.Close()
	frame := func(command, head, body string) []byte {
		return ws.MustCompileFrame(ws.MaskFrame(ws.NewBinaryFrame([]byte(fmt.Sprintf(`{"head":{"servcmd":%q,"seq":7%s},"body":%s}`, command, head, body)))))
	}
	alice := s.login(t, s.c, "alice")
	for _, row := range []struct {
		name string
		c    *socket
		send []byte
		code int // that is seen in the end
	}{
		{"requests after login", alice, frame("profile.portrait_get_all", ","+alice.as(), `{"UserItem":[{"To_Account":"bob"}]}`), 60018},
		{"requests before login", s.dial(t, s.c.SDKAppID, "/binfo"), frame("openim.getmsg", "", `{}`), 60018},
		{"logins that fail", s.dial(t, s.c.SDKAppID, "/binfo"), frame("im_open_status.wslogin", `,"identifier":"alice","usersig":"x"`, `{}`), 60018},
		{"made-up tickets", s.dial(t, s.c.SDKAppID, "/binfo"), frame("openim.getmsg", `,"a2":"made-up"`, `{}`), 60018},
		{"an application that does not exist", s.dial(t, 1, "/binfo"), frame("openim.getmsg", "", `{}`), 60018},
	} {
		s.rows.Add(1)
		t.Run(row.name, func(t *testing.T) {
			defer row.c.Close()
			go func() {
				for range 5000 {
					if _, err := row.c.Write(row.send); err != nil {
						return
					}
				}
			}()
			isServed(t, bob)
			for {
				raw, _, err := wsutil.ReadServerData(row.c)
				if err != nil {
					t.Fatalf("cut before it was told: %v", err)
				}
				var f struct{ Body envelope }
				if err := json.Unmarshal(raw, &f); err != nil {
					t.Fatal(err)
				}
				if f.Body.ErrorCode == row.code {
					return
				}
			}
		})
	}
	s.cut(t, bob)
	s.restFlood(t)
}

// cut are floods of what wants no answer: there is nothing to refuse but the
// socket.
func (s *server) cut(t *testing.T, bob *socket) {
	masked := func(f ws.Frame) []byte { return ws.MustCompileFrame(ws.MaskFrame(f)) }
	for _, row := range []struct {
		name        string
		first, send []byte
	}{
		{"pongs", nil, masked(ws.NewPongFrame(nil))},
		{"pings", nil, masked(ws.NewPingFrame(make([]byte, 100)))},
		{"empty fragments", masked(ws.NewFrame(ws.OpBinary, false, nil)), masked(ws.NewFrame(ws.OpContinuation, false, nil))},
		{"messages that are no requests", nil, masked(ws.NewBinaryFrame([]byte("hello")))},
		{"acknowledgements", nil, masked(ws.NewBinaryFrame([]byte(`{"head":{"servcmd":"openim.ws_msg_push_ack","seq":1},"body":{}}`)))},
	} {
		s.rows.Add(1)
		t.Run(row.name, func(t *testing.T) {
			c := s.dial(t, s.c.SDKAppID, "/binfo")
			defer c.Close()
			go func() {
				c.Write(row.first)
				for block := bytes.Repeat(row.send, 1000); ; {
					if _, err := c.Write(block); err != nil {
						return
					}
				}
			}()
			isServed(t, bob)
			if got := closed(t, c); got != ws.StatusPolicyViolation {
				t.Errorf("closed with %d", got)
			}
		})
	}
}

// restFlood makes more calls than rest_rate.
func (s *server) restFlood(t *testing.T) {
	s.rows.Add(1)
	t.Run("calls over REST", func(t *testing.T) {
		s.set(t, s.c, "rest_rate=20")
		refused, served := 0, 0
		await(t, "calls are refused", func() bool {
			e := judge(t, s.admin(t, s.c, "im_open_login_svc.account_check", `{"CheckItem":[{"UserID":"alice"}]}`))
			switch e.ErrorCode {
			case 0:
				served++
			case 60007:
				refused++
			default:
				t.Fatalf("%+v", e)
			}
			return refused > 5
		})
		s.must(t, s.a, "im_open_login_svc.account_check", `{"CheckItem":[{"UserID":"alice"}]}`) // another application is served
		s.must(t, s.c, "openim.get_c2c_unread_msg_num", `{"To_Account":"alice"}`)               // and another command
		s.set(t, s.c, "rest_rate=0")
		await(t, "calls are served again", func() bool {
			return judge(t, s.admin(t, s.c, "im_open_login_svc.account_check", `{"CheckItem":[{"UserID":"alice"}]}`)).ErrorCode == 0
		})
	})
}

// masses are many connections of one address.
func (s *server) masses(t *testing.T) {
	bob := s.login(t, s.c, "bob")
	defer bob.Close()
	for _, row := range []struct {
		name string
		n    int
		open func(t *testing.T, i int) net.Conn
	}{
		{"guests that never log in", 500, func(t *testing.T, i int) net.Conn { return s.dial(t, s.c.SDKAppID, "/binfo") }},
		{"connections that say nothing", 500, func(t *testing.T, i int) net.Conn { return s.connect(t, "") }},
		{"half requests", 500, func(t *testing.T, i int) net.Conn {
			return s.connect(t, "POST /v4/openim/sendmsg HTTP/1.1\r\nHost: x\r\n")
		}},
		{"half frames", 300, func(t *testing.T, i int) net.Conn {
			c := s.dial(t, s.c.SDKAppID, "/binfo")
			c.Write(append([]byte{0x82, 0xfe, 0xff, 0xff, 1, 2, 3, 4}, make([]byte, 60<<10)...))
			return c
		}},
		{"clients that break off", 300, func(t *testing.T, i int) net.Conn {
			c := s.login(t, s.c, fmt.Sprintf("m%d", i%50))
			switch i % 4 {
			case 0: // half a frame, then gone
				c.Write([]byte{0x82, 0xfe, 0x01, 0x00, 1, 2, 3, 4, 'x'})
			case 1:
				c.send(t, ws.OpBinary, "nonsense")
			case 2:
				c.ask(t, "openim.nothing", c.as(), `{}`)
			case 3:
				c.Conn.(*net.TCPConn).SetLinger(0)
			}
			c.Close()
			return c
		}},
	} {
		s.rows.Add(1)
		t.Run(row.name, func(t *testing.T) {
			var all []net.Conn
			for i := range row.n {
				all = append(all, row.open(t, i))
			}
			isServed(t, bob)
			for _, c := range all {
				c.Close()
			}
			await(t, "their sockets are gone", func() bool { return s.metric(t, "teahouse_sockets") < 60 })
		})
	}
}

func (s *server) connect(t *testing.T, say string) net.Conn {
	t.Helper()
	conn, err := net.Dial("tcp", s.addr)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	io.WriteString(conn, say)
	return conn
}

// TestDescriptorsRunOut gives a server few descriptors and opens more connections
// than that: those who log in are served all the time.
func TestDescriptorsRunOut(t *testing.T) {
	t.Parallel() // it waits, mostly
	s := start(t, "sh", "-c", `ulimit -n 256 && exec "$0" "$@"`)
	s.must(t, s.a, "im_open_login_svc.account_import", `{"UserID":"alice"}`)
	bob := s.login(t, s.a, "bob")
	bob.SetDeadline(time.Now().Add(3 * time.Minute))
	var guests []net.Conn
	for range 300 {
		conn, err := net.DialTimeout("tcp", s.addr, 5*time.Second)
		if err != nil {
			break // the system's queue is full too
		}
		defer conn.Close()
		fmt.Fprintf(conn, "GET /binfo?sdkappid=%d HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n", s.a.SDKAppID)
		guests = append(guests, conn)
	}
	if len(guests) < 200 {
		t.Fatalf("only %d connections", len(guests))
	}
	isServed(t, bob)
	var carol *socket
	await(t, "somebody else gets in", func() (in bool) {
		c, err := s.tryDial(t, s.a.SDKAppID, "/binfo")
		if err == nil {
			carol = c
		}
		isServed(t, bob)
		return err == nil
	})
	head := fmt.Sprintf(`"identifier":"carol","usersig":%q`, s.a.sig("carol"))
	if e := judge(t, carol.ask(t, "im_open_status.wslogin", head, `{"State":"Online"}`)); e.ErrorCode != 0 {
		t.Fatalf("%+v", e)
	}
	isServed(t, bob)
}

// slow are those who take their time. Each row waits by itself.
func (s *server) slow(t *testing.T) {
	var wait sync.WaitGroup
	defer wait.Wait()
	row := func(name string, run func(t *testing.T)) {
		s.rows.Add(1)
		wait.Go(func() { t.Run(name, run) })
	}
	row("a header byte by byte", func(t *testing.T) {
		s.drips(t, s.connect(t, ""), "POST /v4/openim/sendmsg HTTP/1.1\r\nHost: x\r\nX: "+strings.Repeat("x", 4000), 20*time.Second)
	})
	row("a body byte by byte", func(t *testing.T) {
		s.drips(t, s.connect(t, "POST /v4/openim/sendmsg?"+s.c.query()+" HTTP/1.1\r\nHost: x\r\nContent-Length: 4000\r\n\r\n"), strings.Repeat("x", 4000), 45*time.Second)
	})
	row("a body that never comes", func(t *testing.T) {
		c := s.connect(t, "POST /v4/openim/sendmsg?"+s.c.query()+" HTTP/1.1\r\nHost: x\r\nContent-Length: 4000\r\n\r\n")
		ends(t, c, 45*time.Second)
	})
	row("a frame byte by byte that ends", func(t *testing.T) {
		c := s.dial(t, s.c.SDKAppID, "/binfo")
		for _, b := range ws.MustCompileFrame(ws.MaskFrame(ws.NewBinaryFrame([]byte(`{"head":{"servcmd":"heartbeat.alive","seq":1},"body":{}}`)))) {
			c.Write([]byte{b})
			time.Sleep(time.Millisecond) // so that each byte is a packet
		}
		c.answer(t, 1)
		c.Close()
	})
	row("a frame that never ends", func(t *testing.T) {
		c := s.dial(t, s.c.SDKAppID, "/binfo")
		go drip(c, append([]byte{0x82, 0xfe, 0x40, 0, 1, 2, 3, 4}, make([]byte, 16000)...))
		c.SetDeadline(time.Now().Add(time.Minute))
		if got := closed(t, c); got != 1001 && got != 1008 {
			t.Errorf("closed with %d", got)
		}
		c.Close()
	})
	row("a message that never ends, with pings between", func(t *testing.T) {
		c := s.dial(t, s.c.SDKAppID, "/binfo")
		c.Write(ws.MustCompileFrame(ws.MaskFrame(ws.NewFrame(ws.OpBinary, false, []byte("x")))))
		go func() {
			for ws.WriteFrame(c, ws.MaskFrame(ws.NewPongFrame(nil))) == nil {
				time.Sleep(200 * time.Millisecond)
			}
		}()
		c.SetDeadline(time.Now().Add(time.Minute))
		if got := closed(t, c); got != 1008 {
			t.Errorf("closed with %d", got)
		}
		c.Close()
	})
	row("a client that is silent", func(t *testing.T) {
		c := s.login(t, s.c, "silent")
		c.SetDeadline(time.Now().Add(time.Minute))
		if got := closed(t, c); got != 1001 {
			t.Errorf("closed with %d", got)
		}
		c.Close()
	})
	row("a half-open client that reads nothing", s.halfOpen)
	row("a reader of a REST answer that does not read", func(t *testing.T) {
		c := s.connect(t, "")
		one := "POST /v4/openim/sendmsg?" + s.c.query() + " HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}"
		c.SetWriteDeadline(time.Now().Add(5 * time.Second))
		for n := 0; n < 1<<20; n++ { // until the server stops reading, because nobody reads what it answers
			if _, err := io.WriteString(c, one); err != nil {
				return
			}
		}
		t.Error("a million requests were taken from somebody who reads nothing")
	})
}

// halfOpen is a client whose cable was pulled: it neither reads nor closes. What is
// for it does not pile up.
func (s *server) halfOpen(t *testing.T) {
	before := s.metric(t, "teahouse_too_slow_total")
	c := s.login(t, s.c, "pulled")
	c.Conn.(*net.TCPConn).SetReadBuffer(4 << 10)
	text := strings.Repeat("x", 11<<10)
	for i := 0; s.metric(t, "teahouse_too_slow_total") == before; i++ {
		if i > 3000 {
			t.Fatal("33 MB wait for somebody who does not read")
		}
		s.must(t, s.c, "openim.sendmsg", fmt.Sprintf(`{"From_Account":"mia","To_Account":"pulled","MsgRandom":%d,"MsgBody":[{"MsgType":"TIMTextElem","MsgContent":{"Text":%q}}]}`, i+1, text))
	}
	c.Close()
}

// drips writes slowly until the server ends the connection, which it must in time.
func (s *server) drips(t *testing.T, c net.Conn, bytes string, within time.Duration) {
	t.Helper()
	go drip(c, []byte(bytes))
	ends(t, c, within)
}

func drip(c net.Conn, bytes []byte) {
	for _, b := range bytes {
		if _, err := c.Write([]byte{b}); err != nil {
			return
		}
		time.Sleep(50 * time.Millisecond) // slowly is the point
	}
}

// ends reads until the server ends the connection. What it says before is a
// refusal.
func ends(t *testing.T, c net.Conn, within time.Duration) {
	t.Helper()
	defer c.Close()
	c.SetReadDeadline(time.Now().Add(within))
	answer, err := io.ReadAll(c)
	if e, is := err.(net.Error); is && e.Timeout() {
		t.Errorf("still open after %v", within)
	}
	if a := string(answer); a != "" && !strings.Contains(a, "60002") && !strings.HasPrefix(a, "HTTP/1.1 4") {
		t.Errorf("answered %.300q", answer)
	}
}
