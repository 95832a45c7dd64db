package api_test

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"strings"
	"testing"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/app"
	"github.com/teahouse-chat/teahouse/server/internal/id"
	"github.com/teahouse-chat/teahouse/wire"
)

type echoRequest struct {
	Text    string          `json:"Text"`
	Number  uint32          `json:"Number"`
	Account []string        `json:"To_Account"`
	Raw     json.RawMessage `json:"Raw"`
}

func (r *echoRequest) Validate() error {
	if r.Text == "invalid" {
		return wire.NewError(90010, "not valid")
	}
	return nil
}

type echoResponse struct {
	Text string `json:"Text"`
}

var (
	echo       = wire.Define[echoRequest, echoResponse]("openim.echo", "other.echo")
	echoClient = wire.DefineClient[echoRequest, echoResponse]("openim.echo")
	guests     = wire.DefineClient[wire.Empty, wire.Empty]("openim.hello")
	limited    = wire.Define[wire.Empty, wire.Empty]("openim.limited")
)

func registry() *api.Registry {
	r := api.NewRegistry(slog.New(slog.DiscardHandler))
	answer := func(prefix string) api.Handler[echoRequest, echoResponse] {
		return func(_ context.Context, _ *api.Caller, req *echoRequest) (*echoResponse, error) {
			switch req.Text {
			case "panic":
				panic("at the disco")
			case "secret":
				return nil, errors.New("password of the database")
			case "both":
				return &echoResponse{"and"}, wire.NewError(20027, "version conflict")
			}
			return &echoResponse{prefix + req.Text}, nil
		}
	}
	api.Handle(r, echo, api.Admin|api.User, answer(""))
	api.Handle(r, echoClient, api.User, answer("client "))
	nothing := func(context.Context, *api.Caller, *wire.Empty) (*wire.Empty, error) { return nil, nil }
	api.Handle(r, guests, api.Guest, nothing)
	api.Handle(r, limited, api.Admin, nothing, api.PerSecond(3))
	return r
}

func caller(door api.Door, name string) *api.Caller {
	a := &app.App{ID: 1, Settings: app.Settings{RestRate: 200}}
	return &api.Caller{App: a, Account: id.Account{App: 1, Name: name}, Admin: door == api.REST, Door: door}
}

func TestDo(t *testing.T) {
	r := registry()
	for _, row := range []struct {
		name    string
		door    api.Door
		as      string
		command string
		body    string
		code    int
		says    string
		resp    string
	}{
		{"a command", api.REST, "admin", "openim.echo", `{"Text":"hi"}`, 0, "", "hi"},
		{"its alias", api.REST, "admin", "other.echo", `{"Text":"hi"}`, 0, "", "hi"},
		{"the client's form", api.WebSocket, "bob", "openim.echo", `{"Text":"hi"}`, 0, "", "client hi"},
		{"other letters' case", api.REST, "admin", "openim.echo", `{"text":"hi"}`, 0, "", "hi"},
		{"both", api.REST, "admin", "openim.echo", `{"Text":"both"}`, 20027, "conflict", "and"},
		{"unknown over REST", api.REST, "admin", "openim.nothing", `{}`, 60009, "openim.nothing", ""},
		{"unknown to clients", api.WebSocket, "bob", "openim.nothing", `{}`, 60003, "openim.nothing", ""},
		{"not JSON", api.REST, "admin", "openim.echo", `{"Text"`, 60003, "", ""},
		{"no body", api.REST, "admin", "openim.echo", ``, 60003, "", ""},
		{"a list", api.REST, "admin", "openim.echo", `[1]`, 60003, "", ""},
		{"null", api.REST, "admin", "openim.echo", `null`, 60003, "", ""},
		{"too deep", api.REST, "admin", "openim.echo", `{"Raw":` + strings.Repeat("[", 20000) + `}`, 60003, "", ""},
		{"deep and whole", api.REST, "admin", "openim.echo", `{"Raw":` + strings.Repeat("[", 1001) + strings.Repeat("]", 1001) + `}`, 60003, "1000 deep", ""},
		{"just not too deep", api.REST, "admin", "openim.echo", `{"Text":"ok","Raw":` + strings.Repeat("[", 999) + strings.Repeat("]", 999) + `}`, 0, "", "ok"},
		{"brackets in a string", api.REST, "admin", "openim.echo", `{"Text":"ok","Raw":"\"` + strings.Repeat("[", 3000) + `"}`, 0, "", "ok"},
		{"not UTF-8 in contents", api.REST, "admin", "openim.echo", "{\"Raw\":\"\xff\"}", 60003, "UTF-8", ""},
		{"a wrong value of many bytes", api.REST, "admin", "openim.echo", `{"Number":` + strings.Repeat("9", 5000) + `}`, 90001, "...", ""},
		{"wrong type", api.REST, "admin", "openim.echo", `{"Text":7}`, 90001, "Text", ""},
		{"too large a number", api.REST, "admin", "openim.echo", `{"Number":99999999999}`, 90001, "Number", ""},
		{"an account that is a number", api.REST, "admin", "openim.echo", `{"To_Account":5}`, 60015, "To_Account", ""},
		{"U+0000", api.REST, "admin", "openim.echo", `{"Text":"a\u0000b"}`, 90001, "U+0000", ""},
		{"U+0000 in a list", api.REST, "admin", "openim.echo", `{"To_Account":["a\u0000"]}`, 90001, "U+0000", ""},
		{"U+0000 in contents", api.REST, "admin", "openim.echo", `{"Text":"ok","Raw":"\u0000"}`, 0, "", "ok"},
		{"not valid", api.REST, "admin", "openim.echo", `{"Text":"invalid"}`, 90010, "", ""},
		{"a panic", api.REST, "admin", "openim.echo", `{"Text":"panic"}`, 91000, "internal", ""},
		{"a failure inside", api.REST, "admin", "openim.echo", `{"Text":"secret"}`, 91000, "internal", ""},
		{"a guest", api.WebSocket, "", "openim.echo", `{}`, 60004, "log in", ""},
		{"a guest's command", api.WebSocket, "", "openim.hello", `{}`, 0, "", ""},
		{"REST for clients' only", api.REST, "admin", "openim.hello", `{}`, 60009, "", ""},
		{"a client for admins' only", api.WebSocket, "bob", "openim.limited", `{}`, 60003, "", ""},
	} {
		t.Run(row.name, func(t *testing.T) {
			resp, err := r.Do(t.Context(), caller(row.door, row.as), row.command, []byte(row.body))
			if got := wire.CodeOf(err); got != row.code {
				t.Fatalf("code %d (%v), want %d", got, err, row.code)
			}
			if err != nil && (!strings.Contains(err.Error(), row.says) || strings.Contains(err.Error(), "password")) {
				t.Errorf("the text is %q, want one with %q", err, row.says)
			}
			got, _ := resp.(*echoResponse)
			if row.resp != "" && (got == nil || got.Text != row.resp) || row.resp == "" && got != nil {
				t.Errorf("response %+v, want %q", got, row.resp)
			}
		})
	}
}

func TestRate(t *testing.T) {
	r, c := registry(), caller(api.REST, "admin")
	var refused int
	for range 10 {
		if _, err := r.Do(t.Context(), c, "openim.limited", []byte(`{}`)); errors.Is(err, wire.ErrRate) {
			refused++
		}
	}
	if refused < 6 || refused > 7 {
		t.Errorf("%d of 10 calls refused at 3 a second", refused)
	}
	c.App.Settings.RestRate = 0
	if _, err := r.Do(t.Context(), c, "openim.limited", []byte(`{}`)); err != nil {
		t.Errorf("without a limit: %v", err)
	}
}

func TestRegisteredTwice(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("a name was registered twice")
		}
	}()
	r := registry()
	api.Handle(r, wire.Define[wire.Empty, wire.Empty]("third.x", "other.echo"), api.Admin,
		func(context.Context, *api.Caller, *wire.Empty) (*wire.Empty, error) { return nil, nil })
}

func TestActAs(t *testing.T) {
	admin, user := caller(api.REST, "administrator"), caller(api.WebSocket, "bob")
	for _, row := range []struct {
		c    *api.Caller
		name string
		want string
		ok   bool
	}{
		{admin, "", "administrator", true}, {admin, "anyone", "anyone", true},
		{user, "", "bob", true}, {user, "bob", "bob", true}, {user, "alice", "", false},
	} {
		got, err := row.c.ActAs(row.name)
		if got != row.want || (err == nil) != row.ok {
			t.Errorf("%s as %q: %q %v", row.c.Account.Name, row.name, got, err)
		}
	}
}

func TestEnvelope(t *testing.T) {
	for _, row := range []struct {
		resp any
		err  error
		want string
	}{
		{nil, nil, `{"ActionStatus":"OK","ErrorCode":0,"ErrorInfo":""}`},
		{&wire.Empty{}, nil, `{"ActionStatus":"OK","ErrorCode":0,"ErrorInfo":""}`},
		{&echoResponse{"<b>"}, nil, `{"ActionStatus":"OK","ErrorCode":0,"ErrorInfo":"","Text":"<b>"}`},
		{&echoResponse{"x"}, wire.NewError(7, "no"), `{"ActionStatus":"FAIL","ErrorCode":7,"ErrorInfo":"no","Text":"x"}`},
	} {
		if got := string(api.Envelope(row.resp, row.err)); got != row.want {
			t.Errorf("got %s, want %s", got, row.want)
		}
	}
}

func TestEnvelopeNamesNothingTwice(t *testing.T) {
	type status struct {
		ActionStatus string `json:"ActionStatus,omitempty"`
		ErrorDisplay string `json:"ErrorDisplay"`
	}
	type info struct{ ErrorInfo string }
	for _, row := range []struct {
		service string
		resp    any
		want    string
	}{
		{"openim", &status{ActionStatus: "SomeError"}, `{"ErrorCode":0,"ErrorInfo":"","ActionStatus":"SomeError","ErrorDisplay":""}`},
		{"openim", &status{}, `{"ActionStatus":"OK","ErrorCode":0,"ErrorInfo":"","ErrorDisplay":""}`},
		{"openim", &info{"fine"}, `{"ActionStatus":"OK","ErrorCode":0,"ErrorInfo":"fine"}`},
		{"sns", &status{}, `{"ActionStatus":"OK","ErrorCode":0,"ErrorInfo":"","ErrorDisplay":""}`},
		{"sns", &echoResponse{"x"}, `{"ActionStatus":"OK","ErrorCode":0,"ErrorInfo":"","Text":"x","ErrorDisplay":""}`},
		{"sns", nil, `{"ActionStatus":"OK","ErrorCode":0,"ErrorInfo":"","ErrorDisplay":""}`},
		{"openim", &echoResponse{"x"}, `{"ActionStatus":"OK","ErrorCode":0,"ErrorInfo":"","Text":"x"}`},
	} {
		if got := string(api.EnvelopeOf(row.service, row.resp, nil)); got != row.want {
			t.Errorf("%s: got %s, want %s", row.service, got, row.want)
		}
	}
}
