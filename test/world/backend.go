package world

import (
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/teahouse-chat/teahouse/wire/webhook"
)

// Hooked is a request of a webhook as an application's server got it.
type Hooked struct {
	Command string
	Query   url.Values
	Body    json.RawMessage
}

// ID is the same for each attempt to deliver the same event.
func (h Hooked) ID() string { return h.Query.Get("RequestId") }

// Into decodes the body.
func (h Hooked) Into(body any) error { return json.Unmarshal(h.Body, body) }

// Backend is the server of a customer that receives webhooks. Until Answer says
// otherwise it has nothing against anything.
type Backend struct {
	URL string

	t      testing.TB
	server *httptest.Server
	mu     sync.Mutex
	got    []Hooked
	answer func(h Hooked) any
	began  time.Time
}

// NewBackend starts one. It ends with the test.
func NewBackend(t testing.TB) *Backend {
	b := &Backend{t: t, began: time.Now()}
	b.server = httptest.NewServer(b)
	b.URL = b.server.URL + "/hook"
	t.Cleanup(func() { b.server.Close() })
	return b
}

// HookedUp has the first application call a backend, by the webhooks of a list such
// as all.
func HookedUp(b *Backend, events string) Option {
	return Settings("webhook_url="+b.URL, "webhook_events="+events)
}

// Answer sets how it answers: with an HTTP status if f returns an int, with nothing at
// all if f returns nil, else with what f returns as JSON.
func (b *Backend) Answer(f func(h Hooked) any) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.answer = f
}

// ServeHTTP implements http.Handler.
func (b *Backend) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	h := Hooked{Command: r.URL.Query().Get("CallbackCommand"), Query: r.URL.Query(), Body: body}
	var head webhook.Head
	if err != nil || r.Method != http.MethodPost || json.Unmarshal(body, &head) != nil || head.CallbackCommand != h.Command || head.EventTime == 0 {
		b.t.Errorf("a webhook came as %s %s %s, %v", r.Method, r.URL, body, err)
	}
	b.mu.Lock()
	b.got = append(b.got, h)
	answer := b.answer
	b.mu.Unlock()
	said := any(webhook.OK())
	if answer != nil {
		said = answer(h)
	}
	switch said := said.(type) {
	case nil:
		<-r.Context().Done() // until the caller gives up
	case int:
		w.WriteHeader(said)
	default:
		json.NewEncoder(w).Encode(said)
	}
}

// Got returns all requests of a webhook so far, "" those of all, each event once.
func (b *Backend) Got(command string) (all []Hooked) {
	b.mu.Lock()
	defer b.mu.Unlock()
	seen := map[string]bool{}
	for _, h := range b.got {
		if (command == "" || h.Command == command) && !seen[h.ID()] {
			seen[h.ID()] = true
			all = append(all, h)
		}
	}
	return all
}

// All returns all requests of a webhook so far, in the order they came.
func (b *Backend) All(command string) (all []Hooked) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, h := range b.got {
		if h.Command == command {
			all = append(all, h)
		}
	}
	return all
}

// Hears waits for an event of a webhook that has all of the texts in its body, and
// decodes it into body unless that is nil.
func (b *Backend) Hears(command string, body any, texts ...string) Hooked {
	b.t.Helper()
	deadline := time.Now().Add(patience)
	for {
		for _, h := range b.Got(command) {
			if containsAll(string(h.Body), texts) {
				if body != nil {
					if err := h.Into(body); err != nil {
						b.t.Fatalf("%s: %v in %s", command, err, h.Body)
					}
				}
				return h
			}
		}
		if time.Now().After(deadline) {
			b.t.Fatalf("no %s with %q came, but\n%s", command, texts, b.story())
		}
		time.Sleep(5 * time.Millisecond)
	}
}

func containsAll(text string, parts []string) bool {
	for _, part := range parts {
		if !strings.Contains(text, part) {
			return false
		}
	}
	return true
}

func (b *Backend) story() string {
	var s strings.Builder
	for _, h := range b.Got("") {
		fmt.Fprintf(&s, "%s %.300s\n", h.Command, h.Body)
	}
	return s.String()
}

// Down has nobody listen; Up has the same address listen again.
func (b *Backend) Down() {
	b.server.CloseClientConnections()
	b.server.Close()
}

// Up undoes Down.
func (b *Backend) Up() {
	b.t.Helper()
	l, err := net.Listen("tcp", strings.TrimPrefix(strings.TrimSuffix(b.URL, "/hook"), "http://"))
	if err != nil {
		b.t.Fatal(err)
	}
	b.server = &httptest.Server{Listener: l, Config: &http.Server{Handler: b}}
	b.server.Start()
}
