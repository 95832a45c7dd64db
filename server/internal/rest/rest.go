// Package rest is the HTTP door for customers' backends: it checks the query and
// the UserSig, runs the command and writes the envelope. It knows nothing of
// chat.
package rest

import (
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/teahouse-chat/teahouse/server/internal/account"
	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/app"
	"github.com/teahouse-chat/teahouse/wire"
)

// MaxBody is the most bytes of a request's body.
const MaxBody = 1 << 20

const prefix = "/v4/"

// Door is an http.Handler for POST /v4/{service}/{command}. Whatever else is
// under /v4/ is answered in the protocol's form too.
type Door struct {
	apps     *app.Apps
	accounts *account.Service
	registry *api.Registry
	log      *slog.Logger
}

// New returns the door.
func New(apps *app.Apps, accounts *account.Service, registry *api.Registry, log *slog.Logger) *Door {
	return &Door{apps, accounts, registry, log}
}

// Before serves what is under /v4/ and leaves the rest to next. A path is taken as
// it is: a ServeMux would redirect those that it finds unclean, and clients of
// the protocol follow no redirects.
func (d *Door) Before(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		if strings.HasPrefix(req.URL.Path, prefix) {
			d.ServeHTTP(w, req)
			return
		}
		next.ServeHTTP(w, req)
	})
}

// ServeHTTP always answers with HTTP status 200: the outcome is in the body.
func (d *Door) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	resp, err := d.run(w, req)
	var own *wire.Error
	if err != nil && !errors.As(err, &own) {
		d.log.Error("request failed before its command", "path", req.URL.Path, "error", err)
		err = wire.ErrInternal
	}
	service, _, _ := strings.Cut(strings.TrimPrefix(req.URL.Path, prefix), "/")
	answer(w, api.EnvelopeOf(service, resp, err))
}

func (d *Door) run(w http.ResponseWriter, req *http.Request) (any, error) {
	service, command, ok := strings.Cut(strings.TrimPrefix(req.URL.Path, prefix), "/")
	if !ok || service == "" || command == "" || strings.ContainsAny(service+command, "/.") {
		return nil, wire.ErrNoSuchCommand.With("the path is /v4/service/command")
	}
	query, err := form(req)
	if err != nil {
		return nil, err
	}
	a, err := d.application(query.Get("sdkappid"))
	if err != nil {
		return nil, err
	}
	caller, err := d.accounts.Admin(req.Context(), a, query.Get("identifier"), query.Get("usersig"))
	if err != nil {
		return nil, err
	}
	caller.Head.IP = api.Address(req)
	caller.Head.Base = baseOf(req)
	body, err := io.ReadAll(http.MaxBytesReader(w, req.Body, MaxBody))
	if err != nil {
		return nil, wire.ErrBadURL.With("the body cannot be read or has more than %d bytes", MaxBody)
	}
	return d.registry.Do(req.Context(), caller, service+"."+command, body)
}

// form checks what is common to all requests and returns the query.
func form(req *http.Request) (url.Values, error) {
	if req.Method != http.MethodPost {
		return nil, wire.ErrBadHTTP.With("the method is POST")
	}
	if coding := req.Header.Get("Content-Encoding"); coding != "" && coding != "identity" {
		return nil, wire.ErrBadHTTP.With("a body is sent as it is, not with Content-Encoding %.40q", coding)
	}
	query, err := url.ParseQuery(req.URL.RawQuery)
	if err != nil {
		return nil, wire.ErrBadURL.With("the query cannot be parsed")
	}
	if kind := query.Get("contenttype"); kind != "" && kind != "json" {
		return nil, wire.ErrBadHTTP.With("the contenttype is json, not %.40q", kind)
	}
	return query, nil
}

func (d *Door) application(text string) (*app.App, error) {
	if text == "" {
		return nil, wire.ErrNoApp
	}
	n, err := strconv.ParseUint(text, 10, 32)
	if err != nil {
		return nil, wire.ErrBadApp.With("%.40q", text)
	}
	a, err := d.apps.Get(uint32(n))
	if err != nil {
		return nil, wire.ErrBadApp.With("%d", n)
	}
	if a.Disabled {
		return nil, wire.ErrAppDisabled
	}
	return a, nil
}

func answer(w http.ResponseWriter, body []byte) {
	h := w.Header()
	h.Set("Content-Type", "application/json; charset=utf-8")
	h.Set("Access-Control-Allow-Origin", "*")
	h.Set("Access-Control-Allow-Headers", "X-Requested-With")
	h.Set("Access-Control-Allow-Methods", "POST")
	h.Set("Content-Length", strconv.Itoa(len(body)))
	w.Write(body)
}
