package rest_test

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/tencentyun/tls-sig-api-v2-golang/tencentyun"

	"github.com/teahouse-chat/teahouse/server/internal/account"
	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/app"
	"github.com/teahouse-chat/teahouse/server/internal/bus"
	"github.com/teahouse-chat/teahouse/server/internal/deliver"
	"github.com/teahouse-chat/teahouse/server/internal/event"
	"github.com/teahouse-chat/teahouse/server/internal/profile"
	"github.com/teahouse-chat/teahouse/server/internal/rest"
	"github.com/teahouse-chat/teahouse/server/internal/store"
	"github.com/teahouse-chat/teahouse/usersig"
	"github.com/teahouse-chat/teahouse/wire"
)

type pourRequest struct{ Cups int }

type pourResponse struct {
	Poured int
	By     string `json:"By_Account"`
}

var (
	pour   = wire.Define[pourRequest, pourResponse]("openim.pour_tea")
	listen = wire.Define[wire.Empty, wire.Empty]("openim.listen_to_rain")

	errSpilled = wire.NewError(90990, "the tea was spilled")
)

func pourTea(_ context.Context, c *api.Caller, req *pourRequest) (*pourResponse, error) {
	switch {
	case req.Cups < 0:
		return nil, errors.New("a private cause")
	case req.Cups > 9:
		return &pourResponse{9, c.Account.Name}, errSpilled
	}
	return &pourResponse{req.Cups, c.Account.Name}, nil
}

// door is the HTTP door of a server with one application, app, and another one.
type door struct {
	t          *testing.T
	url        string
	app, other *app.App
}

func newDoor(t *testing.T) *door {
	t.Helper()
	ctx, quiet := context.Background(), slog.New(slog.DiscardHandler)
	events := &event.Hub{}
	db, err := store.Open(ctx, t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	db.OnCommit(events.Publish)
	hub := deliver.New(bus.NewLocal(), deliver.Options{})
	t.Cleanup(func() {
		hub.Close()
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	apps, err := app.Open(ctx, db, nil)
	if err != nil {
		t.Fatal(err)
	}
	d := &door{t: t}
	for _, a := range []**app.App{&d.app, &d.other} {
		if *a, err = apps.Create(ctx, app.New{Name: "tea"}); err != nil {
			t.Fatal(err)
		}
	}
	registry := api.NewRegistry(quiet)
	api.Handle(registry, pour, api.Admin, pourTea)
	api.Handle(registry, listen, api.User, func(context.Context, *api.Caller, *wire.Empty) (*wire.Empty, error) {
		return &wire.Empty{}, nil
	})
	server := httptest.NewServer(rest.New(apps, account.New(db, hub, events, quiet, profile.SetCards), registry, quiet).Before(http.NotFoundHandler()))
	t.Cleanup(server.Close)
	d.url = server.URL
	return d
}

// request is one that is right in all, to be spoiled.
type request struct {
	method, path, app, user, sig, body string
}

func (d *door) right() request {
	return request{http.MethodPost, "/v4/openim/pour_tea", strconv.Itoa(int(d.app.ID)), app.DefaultAdmin,
		d.sig(app.DefaultAdmin), `{"Cups":2}`}
}

func (d *door) sig(user string) string { return usersig.Make(d.app.ID, d.app.Key, user, time.Hour) }

func (d *door) do(r request) (map[string]any, http.Header) {
	d.t.Helper()
	query := url.Values{}
	for name, value := range map[string]string{"sdkappid": r.app, "identifier": r.user, "usersig": r.sig} {
		if value != "" {
			query.Set(name, value)
		}
	}
	return d.send(r.method, r.path+"?"+query.Encode()+"&random=99999999&contenttype=json", r.body)
}

func (d *door) send(method, address, body string) (map[string]any, http.Header) {
	d.t.Helper()
	req, err := http.NewRequest(method, d.url+address, strings.NewReader(body))
	if err != nil {
		d.t.Fatal(err)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		d.t.Fatal(err)
	}
	defer res.Body.Close()
	raw, err := io.ReadAll(res.Body)
	if err != nil {
		d.t.Fatal(err)
	}
	if res.StatusCode != http.StatusOK {
		d.t.Fatalf("HTTP status %d: %s", res.StatusCode, raw)
	}
	var answer map[string]any
	if err := json.Unmarshal(raw, &answer); err != nil {
		d.t.Fatalf("%v: %s", err, raw)
	}
	return answer, res.Header
}

func (d *door) gives(what string, r request, code int) map[string]any {
	d.t.Helper()
	answer, _ := d.do(r)
	status := "OK"
	if code != 0 {
		status = "FAIL"
	}
	if answer["ErrorCode"] != float64(code) || answer["ActionStatus"] != status {
		d.t.Errorf("%s: %v, want %d %s", what, answer, code, status)
	}
	return answer
}

// TestOrderOfChecks sends a request that is wrong in everything and puts one
// thing after the other right: each time the answer names the next mistake.
func TestOrderOfChecks(t *testing.T) {
	d := newDoor(t)
	right := d.right()
	steps := []struct {
		what  string
		code  int
		right func(r *request)
	}{
		{"method", 60008, func(r *request) { r.method = right.method }},
		{"no sdkappid", 60012, func(r *request) { r.app = "1" }},
		{"unknown sdkappid", 60006, func(r *request) { r.app = right.app }},
		{"no identifier", 60004, func(r *request) { r.user = "guest" }},
		{"no UserSig", 70002, func(r *request) { r.sig = d.sig(r.user) }},
		{"no admin", 60010, func(r *request) { r.user, r.sig = right.user, right.sig }},
		{"body too long", 60002, func(r *request) { r.body = "[1]" }},
		{"no such command", 60009, func(r *request) { r.path = right.path }},
		{"no JSON object", 60003, func(r *request) { r.body = `{"Cups":"many"}` }},
		{"bad parameter", 90001, func(r *request) { r.body = right.body }},
		{"right", 0, nil},
	}
	r := request{method: http.MethodPut, path: "/v4/openim/drink_tea", body: strings.Repeat(" ", rest.MaxBody+1)}
	for _, s := range steps {
		d.gives(s.what, r, s.code)
		if s.right != nil {
			s.right(&r)
		}
	}
}

func TestUserSigs(t *testing.T) {
	d := newDoor(t)
	admin := app.DefaultAdmin
	past := usersig.Token{App: d.app.ID, User: admin, Made: time.Now().Add(-2 * time.Hour), Expire: time.Hour}
	another, err := tencentyun.GenUserSig(int(d.app.ID), d.app.Key, admin, 3600)
	if err != nil {
		t.Fatal(err)
	}
	for what, row := range map[string]struct {
		sig  string
		code int
	}{
		"right":              {d.sig(admin), 0},
		"another maker's":    {another, 0},
		"garbage":            {"garbage", 70003},
		"cut off":            {d.sig(admin)[:40], 70003},
		"another app's":      {usersig.Make(d.other.ID, d.other.Key, admin, time.Hour), 70014},
		"another user's":     {d.sig("alice"), 70013},
		"by another key":     {usersig.Make(d.app.ID, d.other.Key, admin, time.Hour), 70009},
		"expired":            {past.Sign(d.app.Key), 70001},
		"expired, wrong key": {past.Sign(d.other.Key), 70009},
	} {
		r := d.right()
		r.sig = row.sig
		d.gives(what, r, row.code)
	}
}

func TestSDKAppIDs(t *testing.T) {
	d := newDoor(t)
	for _, text := range []string{"tea", "-1", "0", "4294967296", "1.5"} {
		r := d.right()
		r.app = text
		d.gives(text, r, 60006)
	}
}

// TestEscapedStars: many HTTP clients write the * of UserSigs as %2A, others
// leave it.
func TestEscapedStars(t *testing.T) {
	d := newDoor(t)
	sig := ""
	for n := time.Duration(1); !strings.Contains(sig, "*"); n++ {
		sig = usersig.Make(d.app.ID, d.app.Key, app.DefaultAdmin, time.Hour+n*time.Second)
	}
	for _, form := range []string{sig, strings.ReplaceAll(sig, "*", "%2A"), strings.ReplaceAll(sig, "*", "%2a")} {
		address := "/v4/openim/pour_tea?sdkappid=" + strconv.Itoa(int(d.app.ID)) + "&identifier=administrator&usersig=" + form
		if answer, _ := d.send(http.MethodPost, address, `{}`); answer["ErrorCode"] != 0.0 {
			t.Errorf("usersig=%s: %v", form, answer)
		}
	}
}

func TestBodyLimit(t *testing.T) {
	d := newDoor(t)
	r := d.right()
	r.body += strings.Repeat(" ", rest.MaxBody-len(r.body))
	d.gives("as long as may be", r, 0)
	r.body += " "
	d.gives("a byte more", r, 60002)
}

func TestEnvelope(t *testing.T) {
	d := newDoor(t)
	r := d.right()
	answer := d.gives("success", r, 0)
	if answer["ErrorInfo"] != "" || answer["Poured"] != 2.0 || answer["By_Account"] != "administrator" {
		t.Errorf("success: %v", answer)
	}
	r.body = `{"cups":10}` // names of fields are taken in any case
	answer = d.gives("refusal with a response", r, errSpilled.Code)
	if answer["ErrorInfo"] != errSpilled.Info || answer["Poured"] != 9.0 {
		t.Errorf("refusal: %v", answer)
	}
	r.body = `{"Cups":-1}`
	answer = d.gives("internal error", r, 91000)
	if info, _ := answer["ErrorInfo"].(string); info == "" || strings.Contains(info, "private") {
		t.Errorf("internal error: %v", answer)
	}
}

// TestErrorDisplay: answers of some services have one more field, also refusals.
func TestErrorDisplay(t *testing.T) {
	d := newDoor(t)
	for service, want := range map[string]bool{"profile": true, "sns": true, "follow": true, "recentcontact": true, "openim": false} {
		r := d.right()
		r.path = "/v4/" + service + "/pour_nothing"
		if text, has := d.gives(service, r, 60009)["ErrorDisplay"]; has != want || has && text != "" {
			t.Errorf("%s: ErrorDisplay %q %v", service, text, has)
		}
	}
}

func TestPathsThatAreNoCommand(t *testing.T) {
	d := newDoor(t)
	for _, path := range []string{"/v4/", "/v4/openim", "/v4/openim/pour_tea/now", "/v4/openim/nothing", "/v4/openim/listen_to_rain"} {
		r := d.right()
		r.path = path
		d.gives(path, r, 60009)
	}
}

func TestHeaders(t *testing.T) {
	d := newDoor(t)
	for _, method := range []string{http.MethodPost, http.MethodOptions} {
		r := d.right()
		r.method = method
		_, h := d.do(r)
		for name, want := range map[string]string{
			"Content-Type":                 "application/json; charset=utf-8",
			"Access-Control-Allow-Origin":  "*",
			"Access-Control-Allow-Headers": "X-Requested-With",
			"Access-Control-Allow-Methods": "POST",
		} {
			if got := h.Get(name); got != want {
				t.Errorf("%s %s: %q, want %q", method, name, got, want)
			}
		}
	}
}
