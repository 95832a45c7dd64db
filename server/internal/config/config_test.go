package config

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func TestDefault(t *testing.T) {
	c := Default()
	if c.Listen != "127.0.0.1:8080" || c.Data != "teahouse-data" || c.Drain != 5*time.Second {
		t.Errorf("got %+v", c)
	}
	if err := c.Check(); err != nil || !c.Loopback() {
		t.Errorf("the default is refused (%v) or not on a loopback address", err)
	}
}

func TestReadFile(t *testing.T) {
	for name, c := range map[string]struct{ file, wrong string }{
		"empty":           {"", ""},
		"all kinds":       {"# my server\n\ndata = /srv/tea house\nlisten=:9090\n  drain = 30s\nlog-level = debug\nlog-format = json\n", ""},
		"unknown name":    {"data = x\nlsten = :1\n", `:2: no option is called "lsten"; did you mean "listen"?`},
		"no value":        {"data\n", ":1: want name = value"},
		"twice":           {"data = x\ndata = y\n", ":2: data is set twice"},
		"bad address":     {"listen = 8080\n", "want host:port"},
		"bad port":        {"listen = :99999\n", "no number from 0 to 65535"},
		"bad time":        {"drain = soon\n", "want a time"},
		"bad level":       {"log-level = loud\n", "want debug"},
		"not there yet":   {"bus = nats://x\n", "not in this version"},
		"store":           {"store = postgres://tea:secret@db.test:5432/tea?sslmode=verify-full\n", ""},
		"folder as store": {"store = /srv/tea\n", "want postgres://"},
		"no database":     {"store = postgres://tea@db.test\n", "want postgres://"},
		"no name at all":  {"= x\n", `no option is called ""`},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "teahouse.conf")
			if err := os.WriteFile(path, []byte(c.file), 0o600); err != nil {
				t.Fatal(err)
			}
			got := Default()
			err := got.ReadFile(path)
			if c.wrong == "" && err != nil || c.wrong != "" && (err == nil || !strings.Contains(err.Error(), c.wrong)) {
				t.Errorf("got %v, want %q", err, c.wrong)
			}
			if name == "all kinds" && (got.Data != "/srv/tea house" || got.Listen != ":9090" || got.Drain != 30*time.Second || !got.LogJSON) {
				t.Errorf("got %+v", got)
			}
		})
	}
	missing := Default()
	if err := missing.ReadFile("/no/such/file"); err == nil {
		t.Error("a missing file is no error")
	}
}

func TestCheck(t *testing.T) {
	c := Default()
	c.TLSCert = "cert.pem"
	if err := c.Check(); err == nil {
		t.Error("a certificate without a key is no error")
	}
}

// TestWebhookFiles: files that are no certificates are said at the start, not at a call.
func TestWebhookFiles(t *testing.T) {
	text := filepath.Join(t.TempDir(), "text")
	if err := os.WriteFile(text, []byte("hello"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, row := range []struct {
		w    Webhooks
		says string
	}{
		{Webhooks{CA: "/no/such/file"}, "webhook-ca: open /no/such/file"},
		{Webhooks{CA: text}, "has no certificate"},
		{Webhooks{Cert: text, Key: text}, "webhook-cert and webhook-key"},
		{Webhooks{Cert: text}, "webhook-cert and webhook-key"},
	} {
		if _, err := row.w.TLS(); err == nil || !strings.Contains(err.Error(), row.says) {
			t.Errorf("%+v: %v, want %q", row.w, err, row.says)
		}
	}
	if c, err := (&Webhooks{}).TLS(); err != nil || c.RootCAs != nil || c.InsecureSkipVerify {
		t.Errorf("without options: %+v %v", c, err)
	}
}

func TestLoopback(t *testing.T) {
	for listen, want := range map[string]bool{
		"127.0.0.1:1": true, "127.8.9.1:1": true, "[::1]:1": true, "localhost:1": true,
		":1": false, "0.0.0.0:1": false, "[::]:1": false, "10.0.0.1:1": false, "example.test:1": false,
	} {
		c := Config{Listen: listen}
		if got := c.Loopback(); got != want {
			t.Errorf("%s: %v, want %v", listen, got, want)
		}
	}
}
