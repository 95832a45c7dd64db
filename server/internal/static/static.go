// Package static is the door for what is neither REST nor a socket: the page
// to try things out, and whether the server lives.
package static

import (
	"crypto/rand"
	"embed"
	"fmt"
	"io/fs"
	"net/http"
	"regexp"

	"golang.org/x/time/rate"

	"github.com/teahouse-chat/teahouse/server/internal/app"
)

//go:embed try
var files embed.FS

// Door answers /try/, /healthz and /readyz.
type Door struct {
	apps   *app.Apps
	ready  func() error
	secret [32]byte // tickets are made from it; drawn anew at every start
	right  *rate.Limiter
	wrong  *rate.Limiter
}

// New returns the door. ready tells whether the server can take requests: nil,
// or what it waits for.
func New(apps *app.Apps, ready func() error) *Door {
	d := &Door{apps: apps, ready: ready,
		right: rate.NewLimiter(5, 50), wrong: rate.NewLimiter(1, 10)}
	rand.Read(d.secret[:])
	return d
}

// Register adds the door's addresses to mux.
func (d *Door) Register(mux *http.ServeMux) {
	pages, err := fs.Sub(files, "try")
	if err != nil {
		panic(err) // the folder is embedded
	}
	mux.Handle("GET /try/", d.whileOn(http.StripPrefix("/try/", http.FileServerFS(pages))))
	mux.Handle("GET /try", http.RedirectHandler("/try/", http.StatusMovedPermanently)) // browsers keep what is after #
	mux.HandleFunc("POST /try/ticket", d.buy)
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprintln(w, "ok") })
	mux.HandleFunc("GET /readyz", d.readyz)
}

func (d *Door) readyz(w http.ResponseWriter, _ *http.Request) {
	if err := d.ready(); err != nil {
		http.Error(w, err.Error(), http.StatusServiceUnavailable)
		return
	}
	fmt.Fprintln(w, "ok")
}

// whileOn shows the page only while some application has it switched on.
func (d *Door) whileOn(page http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		for _, a := range d.apps.List() {
			if a.Settings.TryPage && !a.Disabled {
				guard(w.Header(), r.Host)
				page.ServeHTTP(w, r)
				return
			}
		}
		http.NotFound(w, r)
	})
}

var plainHost = regexp.MustCompile(`^[A-Za-z0-9.:\[\]-]+$`)

// guard lets the page load its own files and talk to its own host, and nothing
// else. Sockets are named beside 'self' for browsers that do not count them.
func guard(h http.Header, host string) {
	connect := "'self'"
	if plainHost.MatchString(host) {
		connect += " ws://" + host + " wss://" + host
	}
	h.Set("Content-Security-Policy", "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; worker-src 'self'; connect-src "+
		connect+"; base-uri 'none'; form-action 'none'; frame-ancestors 'none'")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cache-Control", "no-cache")
}
