package ws

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
)

// plainHost is a host that can stand in a URL as it is.
var plainHost = regexp.MustCompile(`^[A-Za-z0-9._:\[\]-]{1,260}$`)

// baseOf returns where a client reached the server, as far as proxies in front say:
// scheme, host and the path in front of the door's, without a slash at the end. It is
// told to the client itself, so the client may just as well make it up.
func baseOf(r *http.Request) string {
	scheme, host := "http", r.Host
	if r.TLS != nil {
		scheme = "https"
	}
	switch strings.ToLower(firstOf(r.Header, "X-Forwarded-Proto")) {
	case "https", "wss":
		scheme = "https"
	case "http", "ws":
		scheme = "http"
	}
	if h := firstOf(r.Header, "X-Forwarded-Host"); h != "" {
		host = h
	}
	if !plainHost.MatchString(host) {
		return ""
	}
	prefix := r.URL.Path[:strings.LastIndexByte(r.URL.Path, '/')]
	base := url.URL{Scheme: scheme, Host: host, Path: strings.TrimRight(prefix, "/")}
	return base.String()
}

// firstOf returns the first of the values that proxies add to a header one behind
// the other: what the outermost said.
func firstOf(h http.Header, name string) string {
	first, _, _ := strings.Cut(h.Get(name), ",")
	return strings.TrimSpace(first)
}
