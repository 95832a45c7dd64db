package server

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	gobwas "github.com/gobwas/ws"
	"github.com/gobwas/ws/wsutil"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/usersig"
	"github.com/teahouse-chat/teahouse/wire"
)

// fuzzed is a whole server, not listening, whose log is watched for failures.
type fuzzed struct {
	*Server
	app    uint32
	key    string
	failed *failures
}

// failures remembers the last thing that a server logged as an error.
type failures struct {
	slog.Handler
	last string
}

// Enabled implements slog.Handler.
func (f *failures) Enabled(_ context.Context, l slog.Level) bool { return l >= slog.LevelError }

// Handle implements slog.Handler.
func (f *failures) Handle(_ context.Context, r slog.Record) error {
	f.last = r.Message
	r.Attrs(func(a slog.Attr) bool { f.last += " " + a.String(); return true })
	return nil
}

func newFuzzed(f *testing.F) *fuzzed {
	f.Helper()
	cfg := DefaultConfig()
	cfg.Data, cfg.Listen = f.TempDir(), "127.0.0.1:0"
	failed := &failures{Handler: slog.DiscardHandler}
	s, err := New(context.Background(), cfg, slog.New(failed))
	if err != nil {
		f.Fatal(err)
	}
	s.listener.Close()
	f.Cleanup(func() { s.sockets.Close(context.Background()); s.closeStores() })
	a := s.apps.List()[0]
	if err := s.apps.Set(context.Background(), a.ID, map[string]string{"rest_rate": "0", "client_rate": "0"}); err != nil {
		f.Fatal(err)
	}
	return &fuzzed{s, a.ID, a.Key, failed}
}

// judge tests what every answer has to be: no failure of the server, and a text
// with each refusal.
func (s *fuzzed) judge(t *testing.T, answer []byte) (code int) {
	t.Helper()
	var e struct {
		ErrorCode int
		ErrorInfo string
	}
	if err := json.Unmarshal(answer, &e); err != nil {
		t.Fatalf("answer %q: %v", answer, err)
	}
	if s.failed.last != "" {
		t.Fatalf("the server failed: %s", s.failed.last)
	}
	if e.ErrorCode != 0 && (e.ErrorInfo == "" || len(e.ErrorInfo) > 400) {
		t.Fatalf("code %d says %q", e.ErrorCode, e.ErrorInfo)
	}
	return e.ErrorCode
}

// eachExample calls f with each example of a request.
func eachExample(f *testing.F, use func(word, door string, body []byte)) {
	f.Helper()
	files, err := filepath.Glob("../wire/*/testdata/*/*/request*.json")
	if err != nil || len(files) == 0 {
		f.Fatalf("no examples: %v", err)
	}
	for _, file := range files {
		raw, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		use(filepath.Base(filepath.Dir(filepath.Dir(file))), filepath.Base(filepath.Dir(file)), raw)
	}
}

// names returns the names of the commands with a word.
func names(all []api.Listed, word string) (names []string) {
	for _, c := range all {
		if (c.Word() == word || c.Service()+"_"+c.Word() == word) && !slices.Contains(names, c.Name) {
			names = append(names, c.Name)
		}
	}
	return names
}

// FuzzREST sends whole requests of an admin through the HTTP door and the real
// registry.
func FuzzREST(f *testing.F) {
	s := newFuzzed(f)
	eachExample(f, func(word, _ string, body []byte) {
		for _, name := range names(s.registry.Commands(), word) {
			f.Add(strings.Replace(name, ".", "/", 1), "", body)
		}
	})
	f.Add("openim//sendmsg", "&contenttype=json;&identifier=x", []byte(`{"To_Account":7}`))
	sig := usersig.Make(s.app, s.key, "administrator", 24*time.Hour)
	f.Fuzz(func(t *testing.T, path, query string, body []byte) {
		req, err := http.NewRequest(http.MethodPost, "http://x/v4/", strings.NewReader(string(body)))
		if err != nil {
			t.Fatal(err)
		}
		req.URL.Path += path
		req.URL.RawQuery = fmt.Sprintf("sdkappid=%d&identifier=administrator&usersig=%s%s", s.app, sig, query)
		answer := httptest.NewRecorder()
		s.http.Handler.ServeHTTP(answer, req)
		if answer.Code != http.StatusOK {
			t.Fatalf("status %d", answer.Code)
		}
		s.judge(t, answer.Body.Bytes())
	})
}

// FuzzClient sends messages over a socket: commands with any ticket and body. No
// made-up ticket is worth anything, and the socket stays usable.
func FuzzClient(f *testing.F) {
	s := newFuzzed(f)
	server := httptest.NewServer(s.http.Handler)
	f.Cleanup(server.Close)
	eachExample(f, func(word, _ string, body []byte) {
		for _, name := range names(s.registry.Commands(), word) {
			f.Add(name, true, "", body)
		}
	})
	f.Add("openim.getmsg", false, "made-up", []byte(`{}`))
	url := fmt.Sprintf("ws%s/binfo?sdkappid=%d&instanceid=%032x&platform=7", strings.TrimPrefix(server.URL, "http"), s.app, 1)
	var c *fuzzClient
	f.Fuzz(func(t *testing.T, command string, in bool, a2 string, body []byte) {
		if c == nil || c.over {
			c = dialFuzz(t, s, url)
		}
		ticket := a2
		if in {
			ticket = c.ticket
		}
		answer := c.ask(t, map[string]any{"servcmd": command, "a2": ticket, "identifier": "mia"}, body)
		if answer == nil {
			return
		}
		code := s.judge(t, answer)
		if !in && a2 != "" && a2 != c.ticket && code == 0 && strings.HasPrefix(command, "openim.") {
			t.Fatalf("%s by the ticket %q: %s", command, a2, answer)
		}
		if strings.Contains(command, "wslog") || code == 70001 || code == 1002 {
			c.Close()
			c.over = true // of this login
		}
	})
}

// fuzzClient is a logged-in client.
type fuzzClient struct {
	net.Conn
	ticket string
	seq    int
	over   bool
}

func dialFuzz(t *testing.T, s *fuzzed, url string) *fuzzClient {
	t.Helper()
	conn, _, _, err := gobwas.Dial(context.Background(), url)
	if err != nil {
		t.Fatal(err)
	}
	c := &fuzzClient{Conn: conn}
	var login struct{ A2Key string }
	sig := usersig.Make(s.app, s.key, "mia", 24*time.Hour)
	answer := c.ask(t, map[string]any{"servcmd": "im_open_status.wslogin", "identifier": "mia", "usersig": sig}, []byte(`{}`))
	if err := json.Unmarshal(answer, &login); err != nil || login.A2Key == "" {
		t.Fatalf("login: %s", answer)
	}
	c.ticket = login.A2Key
	return c
}

// ask sends a message and then a heartbeat. It returns the body of the answer to
// the message, nil if it was no request.
func (c *fuzzClient) ask(t *testing.T, head map[string]any, body []byte) (answer []byte) {
	t.Helper()
	c.seq += 2
	head["seq"] = c.seq
	text, err := json.Marshal(head)
	if err != nil {
		t.Fatal(err)
	}
	c.SetDeadline(time.Now().Add(10 * time.Second))
	for _, m := range [][]byte{fmt.Appendf(nil, `{"head":%s,"body":%s}`, text, body), fmt.Appendf(nil, `{"head":{"servcmd":"heartbeat.alive","seq":%d},"body":{}}`, c.seq+1)} {
		if err := wsutil.WriteClientBinary(c, m); err != nil {
			t.Fatal(err)
		}
	}
	for beaten, answered := false, !json.Valid(body) || head["servcmd"] == "openim.ws_msg_push_ack"; !beaten || !answered; {
		raw, _, err := wsutil.ReadServerData(c)
		if err != nil {
			t.Fatalf("the socket ended: %v", err)
		}
		var f struct {
			Head struct{ Seq int }
			Body json.RawMessage
		}
		if err := json.Unmarshal(raw, &f); err != nil {
			t.Fatalf("frame %q: %v", raw, err)
		}
		beaten = beaten || f.Head.Seq == c.seq+1
		if f.Head.Seq == c.seq {
			answer, answered = f.Body, true
		}
	}
	return answer
}

// FuzzCommand decodes and checks the request of any command. What is taken is
// taken again after it was encoded, and what is refused has one of our numbers.
func FuzzCommand(f *testing.F) {
	s := newFuzzed(f)
	all := s.registry.Commands()
	eachExample(f, func(word, door string, body []byte) {
		for _, name := range names(all, word) {
			f.Add(name, door == "client", body)
		}
	})
	f.Fuzz(func(t *testing.T, name string, client bool, body []byte) {
		at := slices.IndexFunc(all, func(c api.Listed) bool { return c.Name == name && (c.ClientOnly == client || !c.ClientOnly) })
		if at < 0 {
			return
		}
		req, err := decodeAs(all[at].Request, body)
		var refused numbered
		if errors.As(err, &refused) && wire.CodeOf(refused.error) < 1000 {
			t.Fatalf("%s: %s is refused without a number: %v", name, body, err)
		}
		if err != nil {
			return
		}
		again, err := json.Marshal(req)
		if err != nil {
			t.Fatalf("%s: what was taken cannot be encoded: %v", name, err)
		}
		if _, err := decodeAs(all[at].Request, again); err != nil && !strings.Contains(string(body), "null") {
			t.Fatalf("%s: %s was taken, its own form %s is not: %v", name, body, again, err)
		}
	})
}

// numbered is what a Validate method returned.
type numbered struct{ error }

func decodeAs(kind reflect.Type, body []byte) (any, error) {
	req := reflect.New(kind).Interface()
	if err := json.Unmarshal(body, req); err != nil {
		return nil, err
	}
	if v, ok := req.(interface{ Validate() error }); ok {
		if err := v.Validate(); err != nil {
			return nil, numbered{err}
		}
	}
	return req, nil
}
