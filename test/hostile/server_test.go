// Package hostile_test sends what no honest client would to the real binary and
// expects the documented code for each, and a server that is afterwards what it
// was before.
package hostile_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/gobwas/ws"
	"github.com/gobwas/ws/wsutil"

	"github.com/teahouse-chat/teahouse/usersig"
)

// application is one of two on the server.
type application struct {
	SDKAppID uint32
	Key      string
}

func (a application) sig(user string) string {
	return usersig.Make(a.SDKAppID, a.Key, user, time.Hour)
}

// server is a running binary with two applications.
type server struct {
	t      *testing.T
	addr   string
	pid    int
	a, b   application
	stderr *bytes.Buffer
}

func start(t *testing.T) *server {
	t.Helper()
	dir := t.TempDir()
	bin := os.Getenv("TEAHOUSE_BIN")
	if bin == "" {
		bin = filepath.Join(dir, "teahouse")
		if out, err := exec.Command("go", "build", "-o", bin, "../../cmd/teahouse").CombinedOutput(); err != nil {
			t.Fatalf("go build: %v\n%s", err, out)
		}
	}
	s := &server{t: t, stderr: &bytes.Buffer{}}
	data := filepath.Join(dir, "data")
	for _, a := range []*application{&s.a, &s.b} {
		out, err := exec.Command(bin, "app", "create", "--data", data, "--json").Output()
		if err != nil {
			t.Fatalf("app create: %v", err)
		}
		if err := json.Unmarshal(out, a); err != nil {
			t.Fatal(err)
		}
		err = exec.Command(bin, "app", "settings", "set", strconv.Itoa(int(a.SDKAppID)), "--data", data, "rest_rate=0").Run()
		if err != nil {
			t.Fatalf("app settings set: %v", err)
		}
	}
	s.addr = freeAddress(t)
	cmd := exec.Command(bin, "serve", "--data", data, "--listen", s.addr, "--drain", "0s")
	cmd.Stderr = s.stderr
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	s.pid = cmd.Process.Pid
	t.Cleanup(func() {
		cmd.Process.Signal(syscall.SIGTERM)
		if err := cmd.Wait(); err != nil {
			t.Errorf("the server ended with %v", err)
		}
		if strings.Contains(s.stderr.String(), "panic") || t.Failed() {
			t.Errorf("server log:\n%s", tail(s.stderr.String(), 4000))
		}
	})
	for range 500 {
		resp, err := http.Get("http://" + s.addr + "/readyz")
		if err == nil {
			resp.Body.Close()
			return s
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Fatal("the server did not become ready")
	return nil
}

func tail(s string, n int) string { return s[max(0, len(s)-n):] }

func freeAddress(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// envelope is what every answer has.
type envelope struct {
	ErrorCode int
	ErrorInfo string
}

// query returns the query of an honest admin of application a.
func (s *server) query() string {
	return fmt.Sprintf("sdkappid=%d&identifier=administrator&usersig=%s&random=1&contenttype=json", s.a.SDKAppID, s.a.sig("administrator"))
}

// rest sends a request and returns the code of its answer, which always comes with
// HTTP status 200.
func (s *server) rest(t *testing.T, method, path, query, body string) envelope {
	t.Helper()
	req, err := http.NewRequest(method, "http://"+s.addr+path+"?"+query, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	raw, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	var e envelope
	if err := json.Unmarshal(raw, &e); err != nil || resp.StatusCode != http.StatusOK {
		t.Fatalf("status %d, body %q: %v", resp.StatusCode, raw, err)
	}
	return e
}

// must is rest for honest requests of the admin.
func (s *server) must(command, body string) {
	s.t.Helper()
	e := s.rest(s.t, http.MethodPost, "/v4/"+strings.Replace(command, ".", "/", 1), s.query(), body)
	if e.ErrorCode != 0 {
		s.t.Fatalf("%s: %d %s", command, e.ErrorCode, e.ErrorInfo)
	}
}

// socket is a client of a WebSocket.
type socket struct {
	net.Conn
	a2   string
	tiny string
	seq  int
}

func (s *server) dial(t *testing.T, app uint32, path string) *socket {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
	defer cancel()
	conn, rest, _, err := ws.Dial(ctx, fmt.Sprintf("ws://%s%s?sdkappid=%d&instanceid=%032x&platform=7", s.addr, path, app, time.Now().UnixNano()))
	if err != nil {
		t.Fatal(err)
	}
	if rest != nil {
		ws.PutReader(rest)
	}
	t.Cleanup(func() { conn.Close() })
	conn.SetDeadline(time.Now().Add(20 * time.Second))
	return &socket{Conn: conn}
}

// login dials and logs a user in.
func (s *server) login(t *testing.T, a application, user string) *socket {
	t.Helper()
	c := s.dial(t, a.SDKAppID, "/binfo")
	var body struct {
		envelope
		A2Key, TinyId string
	}
	head := fmt.Sprintf(`"identifier":%q,"usersig":%q`, user, a.sig(user))
	if err := json.Unmarshal(c.ask(t, "im_open_status.wslogin", head, `{"State":"Online"}`), &body); err != nil || body.ErrorCode != 0 {
		t.Fatalf("login of %s: %+v %v", user, body, err)
	}
	c.a2, c.tiny = body.A2Key, body.TinyId
	return c
}

// as returns the head of a logged-in client's frames.
func (c *socket) as() string { return fmt.Sprintf(`"a2":%q,"tinyid":%q`, c.a2, c.tiny) }

// ask sends a request frame and returns the body of its answer.
func (c *socket) ask(t *testing.T, command, head, body string) json.RawMessage {
	t.Helper()
	c.seq++
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
			Head struct{ Seq int }
			Body json.RawMessage
		}
		if err := json.Unmarshal(raw, &f); err != nil {
			t.Fatalf("%q: %v", raw, err)
		}
		if f.Head.Seq == seq {
			return f.Body
		}
	}
}

func (c *socket) code(t *testing.T, command, head, body string) envelope {
	t.Helper()
	var e envelope
	if err := json.Unmarshal(c.ask(t, command, head, body), &e); err != nil {
		t.Fatal(err)
	}
	return e
}
