package client_test

import (
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"

	"github.com/gobwas/ws"
	"github.com/gobwas/ws/wsutil"
)

// fakeServer is a real socket at the other end, which answers as a test says.
type fakeServer struct {
	*httptest.Server
	mu       sync.Mutex
	requests []request
	answers  map[string]func(r request) string // by command; a body, or "" for none
	conns    []net.Conn
	came     chan struct{} // a request came
}

type request struct {
	Head struct {
		Command string `json:"servcmd"`
		Seq     uint32 `json:"seq"`
		A2      string `json:"a2"`
		UserSig string `json:"usersig"`
	} `json:"head"`
	Body json.RawMessage `json:"body"`
	conn net.Conn
}

const loggedIn = `{"ErrorCode":0,"TinyId":"144115188075855872","A2Key":"a2-%d","InstId":7,"HelloInterval":1,"TimeStamp":1700000000}`

func serve(t *testing.T) *fakeServer {
	s := &fakeServer{came: make(chan struct{}, 100)}
	logins := 0
	s.answers = map[string]func(request) string{
		"im_open_status.wslogin": func(request) string { logins++; return fmt.Sprintf(loggedIn, logins) },
		"recentcontact.page_get": func(request) string { return `{"ErrorCode":0,"CompleteFlag":1}` },
	}
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		conn, _, _, err := ws.UpgradeHTTP(r, w)
		if err != nil {
			return
		}
		s.mu.Lock()
		s.conns = append(s.conns, conn)
		s.mu.Unlock()
		for {
			message, err := wsutil.ReadClientBinary(conn)
			if err != nil {
				conn.Close()
				return
			}
			s.serve(conn, message)
		}
	}))
	t.Cleanup(func() {
		s.CloseClientConnections()
		s.cut()
		s.Close()
	})
	return s
}

func (s *fakeServer) serve(conn net.Conn, message []byte) {
	r := request{conn: conn}
	if json.Unmarshal(message, &r) != nil {
		panic(fmt.Sprintf("the client sent %q", message))
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.requests = append(s.requests, r)
	body := `{"ErrorCode":0}`
	if answer := s.answers[r.Head.Command]; answer != nil {
		body = answer(r)
	}
	if body != "" {
		s.write(conn, r.Head.Command, r.Head.Seq, body)
	}
	s.came <- struct{}{}
}

func (s *fakeServer) write(conn net.Conn, command string, seq uint32, body string) {
	wsutil.WriteServerBinary(conn, fmt.Appendf(nil, `{"head":{"servcmd":%q,"seq":%d},"body":%s}`, command, seq, body))
}

// on sets how a command is answered.
func (s *fakeServer) on(command string, f func(request) string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.answers[command] = f
}

// push sends a push over the newest socket.
func (s *fakeServer) push(command, body string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.write(s.conns[len(s.conns)-1], command, 1, body)
}

// cut closes all sockets.
func (s *fakeServer) cut() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, c := range s.conns {
		c.Close()
	}
}

// got returns the requests of a command, and waits until there are n.
func (s *fakeServer) got(t *testing.T, command string, n int) []request {
	t.Helper()
	for {
		s.mu.Lock()
		var got []request
		for _, r := range s.requests {
			if r.Head.Command == command {
				got = append(got, r)
			}
		}
		s.mu.Unlock()
		if len(got) >= n {
			return got
		}
		select {
		case <-s.came:
		case <-t.Context().Done():
			t.Fatalf("%d of %d %s came", len(got), n, command)
		}
	}
}
