// Package rest is the HTTP door for customers' backends: it checks the query and
// the UserSig, runs the command and writes the envelope. It knows nothing of
// chat.
package rest

import (
	"errors"
	"io"
	"log/slog"
	"net/http"
	"strconv"

	"github.com/teahouse-chat/teahouse/server/internal/account"
	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/app"
	"github.com/teahouse-chat/teahouse/wire"
)

// MaxBody is the most bytes of a request's body.
const MaxBody = 1 << 20

// Door serves POST /v4/{service}/{command}.
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

// Route adds the door to a mux. Whatever is under /v4/ and is not a command is
// answered in the protocol's form too.
func (d *Door) Route(mux *http.ServeMux) {
	mux.HandleFunc("/v4/{service}/{command}", d.serve)
	mux.HandleFunc("/v4/", func(w http.ResponseWriter, _ *http.Request) {
		answer(w, nil, wire.ErrNoSuchCommand.With("the path is /v4/service/command"))
	})
}

// serve always answers with HTTP status 200: the outcome is in the body.
func (d *Door) serve(w http.ResponseWriter, req *http.Request) {
	resp, err := d.run(w, req)
	var own *wire.Error
	if err != nil && !errors.As(err, &own) {
		d.log.Error("request failed before its command", "path", req.URL.Path, "error", err)
		err = wire.ErrInternal
	}
	answer(w, resp, err)
}

func (d *Door) run(w http.ResponseWriter, req *http.Request) (any, error) {
	if req.Method != http.MethodPost {
		return nil, wire.ErrBadHTTP.With("the method is POST")
	}
	a, err := d.application(req.URL.Query().Get("sdkappid"))
	if err != nil {
		return nil, err
	}
	caller, err := d.accounts.Admin(req.Context(), a, req.URL.Query().Get("identifier"), req.URL.Query().Get("usersig"))
	if err != nil {
		return nil, err
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, req.Body, MaxBody))
	if err != nil {
		return nil, wire.ErrBadURL.With("the body cannot be read or has more than %d bytes", MaxBody)
	}
	return d.registry.Do(req.Context(), caller, req.PathValue("service")+"."+req.PathValue("command"), body)
}

func (d *Door) application(text string) (*app.App, error) {
	if text == "" {
		return nil, wire.ErrNoApp
	}
	n, err := strconv.ParseUint(text, 10, 32)
	if err != nil {
		return nil, wire.ErrBadApp.With("%q", text)
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

func answer(w http.ResponseWriter, resp any, err error) {
	body := api.Envelope(resp, err)
	h := w.Header()
	h.Set("Content-Type", "application/json; charset=utf-8")
	h.Set("Access-Control-Allow-Origin", "*")
	h.Set("Access-Control-Allow-Headers", "X-Requested-With")
	h.Set("Access-Control-Allow-Methods", "POST")
	h.Set("Content-Length", strconv.Itoa(len(body)))
	w.Write(body)
}
