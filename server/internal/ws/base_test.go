package ws

import (
	"crypto/tls"
	"net/http"
	"net/http/httptest"
	"testing"
)

func TestBaseOf(t *testing.T) {
	for _, c := range []struct {
		name, url, host, want string
		tls                   bool
		header                map[string]string
	}{
		{name: "plain", url: "/binfo?sdkappid=1", host: "10.0.0.7:8080", want: "http://10.0.0.7:8080"},
		{name: "tls", url: "/binfo", host: "chat.example", tls: true, want: "https://chat.example"},
		{name: "a prefix", url: "/im/v1/info", host: "[::1]:80", want: "http://[::1]:80/im/v1"},
		{name: "behind a proxy", url: "/binfo", host: "127.0.0.1:8080", want: "https://chat.example",
			header: map[string]string{"X-Forwarded-Proto": "https, http", "X-Forwarded-Host": "chat.example"}},
		{name: "a proxy without TLS", url: "/binfo", host: "h", tls: true, want: "http://h", header: map[string]string{"X-Forwarded-Proto": "http"}},
		{name: "a host that breaks out", url: "/binfo", host: "h", want: "", header: map[string]string{"X-Forwarded-Host": `x/"><script>`}},
	} {
		r := httptest.NewRequest(http.MethodGet, c.url, nil)
		r.Host = c.host
		if c.tls {
			r.TLS = &tls.ConnectionState{}
		}
		for k, v := range c.header {
			r.Header.Set(k, v)
		}
		if got := baseOf(r); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}
