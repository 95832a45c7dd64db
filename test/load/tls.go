//go:build linux

package main

import (
	"net/http"

	"github.com/teahouse-chat/teahouse/test/certificate"
)

// useTLS has the server speak TLS, with a certificate that clients trust.
func (s *server) useTLS() error {
	cert, key, trusted, err := certificate.Loopback(s.data)
	s.tls, s.serve = trusted, []string{"--tls-cert", cert, "--tls-key", key}
	return err
}

// url is a URL of the server, of "http" or "ws" with an s behind where it has TLS.
func (s *server) url(scheme, path string) string {
	if s.tls != nil {
		scheme += "s"
	}
	return scheme + "://" + s.addr + path
}

// http returns a client that trusts the server.
func (s *server) http() *http.Client {
	return &http.Client{Transport: &http.Transport{TLSClientConfig: s.tls, DisableKeepAlives: true}}
}
