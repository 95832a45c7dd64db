package static

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"golang.org/x/time/rate"

	"github.com/teahouse-chat/teahouse/server/internal/app"
	"github.com/teahouse-chat/teahouse/server/internal/store"
)

// FuzzTicket asks for UserSigs with any request: only the true ticket buys one, and
// only of a user named try-...
func FuzzTicket(f *testing.F) {
	db, err := store.Open(f.Context(), f.TempDir())
	if err != nil {
		f.Fatal(err)
	}
	f.Cleanup(func() { db.Close() })
	apps, err := app.Open(f.Context(), db, nil)
	if err != nil {
		f.Fatal(err)
	}
	first, err := apps.Create(f.Context(), app.New{Settings: map[string]string{"try_page": "on"}})
	if err != nil {
		f.Fatal(err)
	}
	d := New(apps, nil)
	d.right, d.wrong = rate.NewLimiter(rate.Inf, 1), rate.NewLimiter(rate.Inf, 1)
	mux := http.NewServeMux()
	d.Register(mux)
	ticket := d.Ticket(first)
	f.Add(`{"Ticket":"TICKET","UserID":"try-mia"}`)
	f.Add(`{"Ticket":"TICKET","UserID":"administrator"}`)
	f.Add(`{"Ticket":"x","UserID":"try-mia"}`)
	f.Add(`{"Ticket":"TICKET","UserID":"try-mia","UserID":"mia"}`)
	f.Fuzz(func(t *testing.T, body string) {
		body = strings.ReplaceAll(body, "TICKET", ticket)
		w := httptest.NewRecorder()
		mux.ServeHTTP(w, httptest.NewRequest(http.MethodPost, "/try/ticket", strings.NewReader(body)))
		var a ticketAnswer
		if err := json.Unmarshal(w.Body.Bytes(), &a); err != nil {
			t.Fatalf("%d %q: %v", w.Code, w.Body, err)
		}
		sold := a.UserSig != ""
		if sold != (w.Code == http.StatusOK) || sold && (!strings.Contains(body, ticket) || !strings.HasPrefix(a.UserID, "try-") || a.UserID == "try-") {
			t.Errorf("%s bought %d %+v", body, w.Code, a)
		}
	})
}
