package static

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/teahouse-chat/teahouse/server/internal/app"
	"github.com/teahouse-chat/teahouse/server/internal/store"
	"github.com/teahouse-chat/teahouse/usersig"
)

// world is a door over real records with two applications, both with the page
// switched on.
type world struct {
	*Door
	url         string
	first, next *app.App
	ready       error
}

func open(t *testing.T) *world {
	t.Helper()
	db, err := store.Open(t.Context(), t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	apps, err := app.Open(t.Context(), db, nil)
	if err != nil {
		t.Fatal(err)
	}
	w := &world{}
	on := map[string]string{"try_page": "on"}
	if w.first, err = apps.Create(t.Context(), app.New{Settings: on}); err != nil {
		t.Fatal(err)
	}
	if w.next, err = apps.Create(t.Context(), app.New{Settings: on}); err != nil {
		t.Fatal(err)
	}
	w.Door = New(apps, func() error { return w.ready })
	mux := http.NewServeMux()
	w.Register(mux)
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	w.url = server.URL
	return w
}

func (w *world) set(t *testing.T, id uint32, value string) {
	t.Helper()
	if err := w.apps.Set(t.Context(), id, map[string]string{"try_page": value}); err != nil {
		t.Fatal(err)
	}
}

func (w *world) post(t *testing.T, body string) (int, ticketAnswer) {
	t.Helper()
	res, err := http.Post(w.url+"/try/ticket", "application/json", strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	var a ticketAnswer
	if err := json.NewDecoder(res.Body).Decode(&a); err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, a
}

func (w *world) buyFor(t *testing.T, ticket, user string) (int, ticketAnswer) {
	t.Helper()
	raw, err := json.Marshal(ticketRequest{ticket, user})
	if err != nil {
		t.Fatal(err)
	}
	return w.post(t, string(raw))
}

func TestTicketBuysUserSigForADay(t *testing.T) {
	w := open(t)
	for _, a := range []*app.App{w.first, w.next} {
		status, got := w.buyFor(t, w.Ticket(a), "try-mina_1")
		if status != http.StatusOK || got.ErrorCode != 0 || got.SDKAppID != a.ID || got.UserID != "try-mina_1" || got.Expire != 86400 {
			t.Fatalf("%d %+v", status, got)
		}
		token, err := usersig.Check(got.UserSig, a.ID, a.Key, "try-mina_1")
		if err != nil {
			t.Fatal(err)
		}
		if token.Expire != 24*time.Hour {
			t.Errorf("it is valid for %v", token.Expire)
		}
	}
}

func TestTicketRefuses(t *testing.T) {
	w := open(t)
	ticket := w.Ticket(w.first)
	for name, c := range map[string]struct {
		body string
		want int
	}{
		"no JSON":              {`hello`, 400},
		"huge":                 {`{"Ticket":"` + strings.Repeat("x", 8<<10) + `"}`, 400},
		"no ticket":            {`{"UserID":"try-mina"}`, 403},
		"wrong ticket":         {`{"Ticket":"` + ticket + `x","UserID":"try-mina"}`, 403},
		"ticket of a restart":  {`{"Ticket":"` + New(w.apps, nil).Ticket(w.first) + `","UserID":"try-mina"}`, 403},
		"admin":                {`{"Ticket":"` + ticket + `","UserID":"administrator"}`, 403},
		"other user":           {`{"Ticket":"` + ticket + `","UserID":"mina"}`, 403},
		"only the prefix":      {`{"Ticket":"` + ticket + `","UserID":"try-"}`, 403},
		"capital prefix":       {`{"Ticket":"` + ticket + `","UserID":"TRY-mina"}`, 403},
		"name of 33 bytes":     {`{"Ticket":"` + ticket + `","UserID":"try-` + strings.Repeat("x", 29) + `"}`, 403},
		"line feed":            {`{"Ticket":"` + ticket + `","UserID":"try-mina\n"}`, 403},
		"markup":               {`{"Ticket":"` + ticket + `","UserID":"try-<b>"}`, 403},
		"something else there": {`{"Ticket":["` + ticket + `"],"UserID":"try-mina"}`, 400},
	} {
		t.Run(name, func(t *testing.T) {
			status, got := w.post(t, c.body)
			if status != c.want || got.ErrorCode == 0 || got.ErrorInfo == "" || got.UserSig != "" || got.SDKAppID != 0 {
				t.Errorf("%d %+v", status, got)
			}
		})
	}
}

func TestAnAdminNamedTryGetsNothing(t *testing.T) {
	w := open(t)
	w.first.Admins = append(w.first.Admins, "try-boss")
	if status, got := w.buyFor(t, w.Ticket(w.first), "try-boss"); status != 403 || got.UserSig != "" {
		t.Errorf("%d %+v", status, got)
	}
}

func TestPageOnlyWhileSwitchedOn(t *testing.T) {
	w := open(t)
	ticket := w.Ticket(w.first)
	w.set(t, w.first.ID, "off")
	if status, _ := w.buyFor(t, ticket, "try-mina"); status != 403 {
		t.Errorf("a ticket bought %d while its application has the page off", status)
	}
	if status, _ := w.get(t, "/try/"); status != 200 {
		t.Errorf("the page answers %d while another application has it on", status)
	}
	w.set(t, w.next.ID, "off")
	for _, path := range []string{"/try/", "/try/page.js"} {
		if status, _ := w.get(t, path); status != 404 {
			t.Errorf("%s answers %d while no application has it on", path, status)
		}
	}
	w.set(t, w.first.ID, "on")
	if status, _ := w.buyFor(t, ticket, "try-mina"); status != 200 {
		t.Errorf("the ticket does not come back: %d", status)
	}
}

func TestGuessingIsLimitedAndLocksNobodyOut(t *testing.T) {
	w := open(t)
	limited := false
	for range 30 {
		status, _ := w.buyFor(t, "guess", "try-mina")
		limited = limited || status == http.StatusTooManyRequests
	}
	if !limited {
		t.Error("thirty wrong tickets were all judged")
	}
	if status, got := w.buyFor(t, w.Ticket(w.first), "try-mina"); status != 200 {
		t.Errorf("the right ticket got %d %+v", status, got)
	}
	limited = false
	for range 100 {
		status, _ := w.buyFor(t, w.Ticket(w.first), "try-mina")
		limited = limited || status == http.StatusTooManyRequests
	}
	if !limited {
		t.Error("a hundred sales in a row had no limit")
	}
}

func (w *world) get(t *testing.T, path string) (int, http.Header) {
	t.Helper()
	res, err := http.Get(w.url + path)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	io.Copy(io.Discard, res.Body)
	return res.StatusCode, res.Header
}

func TestPageHasGuards(t *testing.T) {
	w := open(t)
	for path, kind := range map[string]string{"/try/": "text/html", "/try/page.js": "text/javascript", "/try/page.css": "text/css", "/try": "text/html"} {
		status, header := w.get(t, path)
		policy := header.Get("Content-Security-Policy")
		if status != 200 || !strings.HasPrefix(header.Get("Content-Type"), kind) ||
			!strings.Contains(policy, "default-src 'none'") || strings.Contains(policy, "unsafe") || !strings.Contains(policy, "ws://127.0.0.1:") {
			t.Errorf("%s: %d %v", path, status, header)
		}
	}
	header := http.Header{}
	guard(header, "x; script-src *")
	if strings.Contains(header.Get("Content-Security-Policy"), "script-src *") {
		t.Error("the Host header can change the policy")
	}
}

// The page shows what strangers write, so nothing of it may be read as markup.
func TestPageNeverMakesMarkup(t *testing.T) {
	entries, err := files.ReadDir("try")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		raw, err := files.ReadFile("try/" + e.Name())
		if err != nil {
			t.Fatal(err)
		}
		for _, bad := range []string{"innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", " style=", "<style", " onclick=", "https://", "http://"} {
			if text := strings.ReplaceAll(string(raw), "http://www.w3.org/2000/svg", ""); strings.Contains(text, bad) {
				t.Errorf("%s has %q", e.Name(), bad)
			}
		}
	}
}

func TestHealthAndReadiness(t *testing.T) {
	w := open(t)
	if status, _ := w.get(t, "/healthz"); status != 200 {
		t.Errorf("healthz %d", status)
	}
	if status, _ := w.get(t, "/readyz"); status != 200 {
		t.Errorf("readyz %d", status)
	}
	w.ready = errors.New("draining")
	if status, _ := w.get(t, "/readyz"); status != 503 {
		t.Errorf("readyz %d while draining", status)
	}
	if status, _ := w.get(t, "/healthz"); status != 200 {
		t.Errorf("healthz %d while draining", status)
	}
}
