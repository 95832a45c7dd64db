package hostile_test

import (
	"context"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gobwas/ws"
	"github.com/gobwas/ws/wsutil"
)

// socket is a client of a WebSocket.
type socket struct {
	net.Conn
	a2   string
	tiny string
	seq  int
}

var instances atomic.Int64

func (s *server) dial(t *testing.T, app uint32, path string) *socket {
	t.Helper()
	c, err := s.tryDial(t, app, path)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func (s *server) tryDial(t *testing.T, app uint32, path string) (*socket, error) {
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	conn, rest, _, err := ws.Dial(ctx, fmt.Sprintf("ws://%s%s?sdkappid=%d&instanceid=%032x&platform=7", s.addr, path, app, instances.Add(1)))
	if err != nil {
		return nil, err
	}
	if rest != nil {
		ws.PutReader(rest)
	}
	t.Cleanup(func() { conn.Close() })
	conn.SetDeadline(time.Now().Add(time.Minute))
	return &socket{Conn: conn}, nil
}

// login dials and logs a user in.
func (s *server) login(t *testing.T, a application, user string) *socket {
	t.Helper()
	return s.loginBy(t, a, user, a.sig(user))
}

func (s *server) loginBy(t *testing.T, a application, user, sig string) *socket {
	t.Helper()
	c := s.dial(t, a.SDKAppID, "/binfo")
	if e := c.login(t, user, sig); e.ErrorCode != 0 {
		t.Fatalf("login of %s: %+v", user, e)
	}
	return c
}

func (c *socket) login(t *testing.T, user, sig string) envelope {
	t.Helper()
	var body struct {
		envelope
		A2Key, TinyId string
	}
	head := fmt.Sprintf(`"identifier":%q,"usersig":%q`, user, sig)
	if err := json.Unmarshal(c.ask(t, "im_open_status.wslogin", head, `{"State":"Online"}`), &body); err != nil {
		t.Fatal(err)
	}
	c.a2, c.tiny = body.A2Key, body.TinyId
	return body.envelope
}

// as returns the head of a logged-in client's frames, "" for a guest.
func (c *socket) as() string {
	if c.a2 == "" {
		return ""
	}
	return fmt.Sprintf(`"a2":%q,"tinyid":%q`, c.a2, c.tiny)
}

// ask sends a request frame and returns the body of its answer.
func (c *socket) ask(t *testing.T, command, head, body string) json.RawMessage {
	t.Helper()
	c.seq++
	c.SetDeadline(time.Now().Add(time.Minute))
	if head != "" {
		head = "," + head
	}
	c.send(t, ws.OpBinary, fmt.Sprintf(`{"head":{"servcmd":%q,"seq":%d%s},"body":%s}`, command, c.seq, head, body))
	return c.answer(t, c.seq)
}

func (c *socket) send(t *testing.T, op ws.OpCode, message string) {
	t.Helper()
	if err := wsutil.WriteClientMessage(c, op, []byte(message)); err != nil {
		t.Fatal(err)
	}
}

// answer reads frames until the answer to seq.
func (c *socket) answer(t *testing.T, seq int) json.RawMessage {
	t.Helper()
	for {
		raw, _, err := wsutil.ReadServerData(c)
		if err != nil {
			t.Fatalf("no answer to %d: %v", seq, err)
		}
		var f struct {
			Head struct{ Seq json.Number }
			Body json.RawMessage
		}
		if err := json.Unmarshal(raw, &f); err != nil {
			t.Fatalf("%q: %v", raw, err)
		}
		if f.Head.Seq.String() == fmt.Sprint(seq) {
			return f.Body
		}
	}
}

// lives tells that the socket is usable.
func (c *socket) lives(t *testing.T) {
	t.Helper()
	if e := judge(t, c.ask(t, "heartbeat.alive", "", `{}`)); e.ErrorCode != 0 {
		t.Errorf("afterwards the heartbeat got %+v", e)
	}
}

// closed reads until the server closes and returns its status.
func closed(t *testing.T, c net.Conn) ws.StatusCode {
	t.Helper()
	for {
		h, err := ws.ReadHeader(c)
		if err != nil {
			t.Fatalf("the socket ended without a close frame: %v", err)
		}
		payload := make([]byte, h.Length)
		if _, err := io.ReadFull(c, payload); err != nil {
			t.Fatal(err)
		}
		if h.OpCode == ws.OpClose && len(payload) >= 2 {
			return ws.StatusCode(binary.BigEndian.Uint16(payload))
		}
	}
}
