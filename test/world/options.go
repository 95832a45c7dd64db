package world

import (
	"crypto/tls"
	"net/http"
	"time"

	"github.com/teahouse-chat/teahouse/test/certificate"
)

type options struct {
	own        bool // not with TARGET
	embedded   bool
	store      []string // arguments that name the stores, besides --data
	tls        bool
	roots      *tls.Config
	drain      time.Duration
	args       []string
	recordArgs []string // of verbs that open the records
	settings   []string // of the first application
}

// Option changes how a world is started.
type Option func(*options)

// Own says that the story needs a server of its own: it kills it, or uses the
// command line. With TARGET it is skipped.
func Own() Option { return func(o *options) { o.own = true } }

// TLS has the server speak TLS, with a certificate made for it.
func TLS() Option { return func(o *options) { o.own, o.tls = true, true } }

// Drain sets how long closing the sockets takes at a stop; otherwise it is done at
// once.
func Drain(d time.Duration) Option { return func(o *options) { o.own, o.drain = true, d } }

// Settings sets settings of the first application, NAME=VALUE.
func Settings(values ...string) Option {
	return func(o *options) { o.own, o.settings = true, append(o.settings, values...) }
}

// Args gives the server further options, --name and value.
func Args(args ...string) Option {
	return func(o *options) { o.own, o.args = true, append(o.args, args...) }
}

// MasterKey has the applications' keys encrypted at rest with the key in a file.
func MasterKey(file string) Option {
	return func(o *options) {
		o.own = true
		o.args = append(o.args, "--master-key-file", file)
		o.recordArgs = append(o.recordArgs, "--master-key-file", file)
	}
}

// http returns a client that trusts the world's certificate.
func (o *options) http() *http.Client {
	return &http.Client{Timeout: patience, Transport: &http.Transport{TLSClientConfig: o.roots, MaxIdleConnsPerHost: 64}}
}

// makeTLS makes a certificate for the loopback address.
func (w *World) makeTLS() {
	w.t.Helper()
	cert, key, trusted, err := certificate.Loopback(w.t.TempDir())
	must(w, err)
	w.opts.roots = trusted
	w.opts.args = append(w.opts.args, "--tls-cert", cert, "--tls-key", key)
	w.server.http = w.opts.http()
}

func must(w *World, err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}
