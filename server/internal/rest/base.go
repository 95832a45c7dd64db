package rest

import (
	"net/http"
	"regexp"
	"strings"
)

var plainHost = regexp.MustCompile(`^[A-Za-z0-9._-]+(:[0-9]+)?$|^\[[0-9A-Fa-f:.]+\](:[0-9]+)?$`)

// baseOf is where the caller reached the server, as a proxy in front of it says; "" if
// that cannot be told.
func baseOf(req *http.Request) string {
	scheme, host := "http", req.Host
	if said := strings.ToLower(firstOf(req, "X-Forwarded-Proto")); req.TLS != nil && said != "http" || said == "https" {
		scheme = "https"
	}
	if said := firstOf(req, "X-Forwarded-Host"); said != "" {
		host = said
	}
	if !plainHost.MatchString(host) {
		return ""
	}
	return scheme + "://" + host
}

func firstOf(req *http.Request, name string) string {
	first, _, _ := strings.Cut(req.Header.Get(name), ",")
	return strings.TrimSpace(first)
}
