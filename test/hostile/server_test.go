// Package hostile_test sends what no honest client would to the real binary and
// expects the documented code for each, a clear text, nothing changed, and a
// server that is afterwards what it was before.
package hostile_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/teahouse-chat/teahouse/test/world"
	"github.com/teahouse-chat/teahouse/usersig"
)

// application is one of those on the server.
type application struct {
	SDKAppID uint32
	Key      string
}

func (a application) sig(user string) string {
	return usersig.Make(a.SDKAppID, a.Key, user, time.Hour)
}

// queries are those of honest admins: to sign one for each of the requests would be
// most of the work.
var queries sync.Map

// query returns the query of an honest admin's request.
func (a application) query() string {
	if made, ok := queries.Load(a); ok {
		return made.(string)
	}
	made, _ := queries.LoadOrStore(a, a.as("administrator", a.sig("administrator")))
	return made.(string)
}

// as returns the query of a request in somebody's name.
func (a application) as(id, sig string) string {
	return fmt.Sprintf("sdkappid=%d&identifier=%s&usersig=%s&random=1&contenttype=json", a.SDKAppID, id, sig)
}

// server is a running binary with three applications: a is attacked, b is another
// customer's, and what is done to c need not be undone.
type server struct {
	addr    string
	pid     int
	a, b, c application
	data    string
	bin     string
	log     safeBuffer
	rows    atomic.Int64
	seen    string   // the state when it was last looked at
	since   []string // the rows since then
}

// safeBuffer is a log that is written and read at once.
type safeBuffer struct {
	mu  sync.Mutex
	all bytes.Buffer
}

func (b *safeBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.all.Write(p)
}

func (b *safeBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.all.String()
}

// start starts the binary; prefix is a command line that is put before its own.
func start(t *testing.T, prefix ...string) *server {
	t.Helper()
	bin, err := world.Binary()
	if err != nil {
		t.Fatal(err)
	}
	s := &server{bin: bin, data: filepath.Join(t.TempDir(), "data"), addr: freeAddress(t)}
	for _, a := range []*application{&s.a, &s.b, &s.c} {
		out, err := exec.Command(bin, "app", "create", "--data", s.data, "--json").Output()
		if err != nil {
			t.Fatalf("app create: %v", err)
		}
		if err := json.Unmarshal(out, a); err != nil {
			t.Fatal(err)
		}
		s.set(t, *a, "rest_rate=0")
	}
	args := append(prefix, bin, "serve", "--data", s.data, "--listen", s.addr, "--drain", "0s")
	cmd := exec.Command(args[0], args[1:]...)
	cmd.Stdout, cmd.Stderr = &s.log, &s.log
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	s.pid = cmd.Process.Pid
	t.Cleanup(func() {
		cmd.Process.Signal(syscall.SIGTERM)
		if err := cmd.Wait(); err != nil {
			t.Errorf("the server ended with %v", err)
		}
		for _, bad := range []string{"panic", "DATA RACE", "fatal error", "level=ERROR"} {
			if strings.Contains(s.log.String(), bad) {
				t.Errorf("the server's log has %q", bad)
			}
		}
		if t.Failed() {
			log := s.log.String()
			t.Logf("end of the server's log:\n%s", log[max(0, len(log)-4000):])
		}
	})
	await(t, "the server is ready", func() bool {
		resp, err := http.Get("http://" + s.addr + "/readyz")
		if err != nil {
			return false
		}
		resp.Body.Close()
		return resp.StatusCode == http.StatusOK
	})
	return s
}

// set changes a setting of an application by the command line.
func (s *server) set(t *testing.T, a application, setting string) {
	t.Helper()
	out, err := exec.Command(s.bin, "app", "settings", "set", strconv.Itoa(int(a.SDKAppID)), "--data", s.data, setting).CombinedOutput()
	if err != nil {
		t.Fatalf("app settings set %s: %v\n%s", setting, err, out)
	}
}

// await waits until f is true, at most a minute.
func await(t *testing.T, what string, f func() bool) {
	t.Helper()
	for end := time.Now().Add(time.Minute); !f(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("never: %s", what)
		}
	}
}

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

// raw sends a request over HTTP, which is always answered with status 200, and
// returns the body of the answer.
func (s *server) raw(t *testing.T, method, path, query, body string, header ...string) []byte {
	t.Helper()
	req, err := http.NewRequest(method, "http://"+s.addr+path+"?"+query, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i+1 < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	resp, err := http.DefaultTransport.RoundTrip(req) // a redirect would be a mistake
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	raw, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode != http.StatusOK {
		t.Fatalf("status %d, body %.300q: %v", resp.StatusCode, raw, err)
	}
	return raw
}

// admin runs a command for the admin of an application.
func (s *server) admin(t *testing.T, a application, command, body string) []byte {
	t.Helper()
	return s.raw(t, http.MethodPost, "/v4/"+strings.Replace(command, ".", "/", 1), a.query(), body)
}

// must is admin for what has to succeed.
func (s *server) must(t *testing.T, a application, command, body string) []byte {
	t.Helper()
	answer := s.admin(t, a, command, body)
	if e := judge(t, answer); e.ErrorCode != 0 {
		t.Fatalf("%s %s: %d %s", command, body, e.ErrorCode, e.ErrorInfo)
	}
	return answer
}

func sigOf(a application, user string, d time.Duration) string {
	return usersig.Make(a.SDKAppID, a.Key, user, d)
}
