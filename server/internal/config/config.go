// Package config owns what an operator decides about a server: one struct with
// defaults, and how its values are read. Flags, environment variables and the
// file all go through the same table, so a value means the same everywhere.
package config

import (
	"bufio"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// Config is what a server runs with.
type Config struct {
	Data          string // folder of records and timelines, unless Store is set; made if need be
	Store         string // URL of a PostgreSQL database for both; "" = the folder. It may hold a password
	Listen        string // address, host:port; port 0 = any free one
	TLSCert       string // file with the certificate chain, PEM; "" = no TLS
	TLSKey        string // file with its key, PEM
	MasterKeyFile string // file with the key that encrypts applications' keys; "" = they are stored as they are
	PublicURL     string // where clients reach the server, for addresses of files; "" = as their connections came
	Webhooks      Webhooks
	Drain         time.Duration // over how long sockets are closed at a stop
	LogLevel      slog.Level
	LogJSON       bool
	Version       string // of the program; backups say which made them
}

// Row is one value: its name, which is also that of the flag and of the
// environment variable (TEAHOUSE_DATA, ...), its default, and how it is read.
type Row struct {
	Name, Meaning, Default string
	set                    func(c *Config, value string) error
}

// Rows lists all values.
var Rows = []Row{
	{"data", "folder of all stored data", "teahouse-data", text(func(c *Config) *string { return &c.Data })},
	{"listen", "address to listen on, host:port", "127.0.0.1:8080", setListen},
	{"store", "PostgreSQL database of records and timelines, postgres://...; without it they are in the data folder", "", setStore},
	{"bus", "bus between nodes; only one node in this version", "", later("a bus between nodes")},
	{"tls-cert", "file with the TLS certificate chain", "", text(func(c *Config) *string { return &c.TLSCert })},
	{"tls-key", "file with the key of the TLS certificate", "", text(func(c *Config) *string { return &c.TLSKey })},
	{"master-key-file", "file with the key that encrypts applications' keys at rest", "",
		text(func(c *Config) *string { return &c.MasterKeyFile })},
	{"public-url", "where clients reach the server, https://...; without it files have the address that a client connected to", "", setPublicURL},
	{"webhook-private", "private networks that webhooks may reach: a list such as 127.0.0.0/8,10.1.0.0/16, or any; without it public addresses alone", "", setWebhookPrivate},
	{"webhook-ca", "file with certificates, PEM, that webhooks' servers may be signed by, besides the system's", "",
		text(func(c *Config) *string { return &c.Webhooks.CA })},
	{"webhook-cert", "file with the certificate that is shown to webhooks' servers which ask for one, PEM", "",
		text(func(c *Config) *string { return &c.Webhooks.Cert })},
	{"webhook-key", "file with the key of that certificate", "", text(func(c *Config) *string { return &c.Webhooks.Key })},
	{"drain", "how long closing all sockets takes at a stop", "5s", setDrain},
	{"log-level", "debug, info, warn or error", "info", func(c *Config, v string) error {
		if c.LogLevel.UnmarshalText([]byte(v)) != nil {
			return errors.New("want debug, info, warn or error")
		}
		return nil
	}},
	{"log-format", "text or json", "text", func(c *Config, v string) error {
		if v != "text" && v != "json" {
			return errors.New("want text or json")
		}
		c.LogJSON = v == "json"
		return nil
	}},
}

// Default returns the configuration that a server has when nobody says
// anything.
func Default() Config {
	var c Config
	for _, row := range Rows {
		if err := row.set(&c, row.Default); err != nil {
			panic("config: default of " + row.Name + ": " + err.Error())
		}
	}
	return c
}

// Set sets one value by its name. An unknown name is an error that says which
// one is nearest.
func (c *Config) Set(name, value string) error {
	i := slices.IndexFunc(Rows, func(r Row) bool { return r.Name == name })
	if i < 0 {
		return fmt.Errorf("no option is called %q; did you mean %q?", name, Nearest(name, Rows, func(r Row) string { return r.Name }))
	}
	if err := Rows[i].set(c, value); err != nil {
		if name == "store" {
			value = "..." // it may hold a password
		}
		return fmt.Errorf("%s = %q: %w", name, value, err)
	}
	return nil
}

// ReadFile sets what a file says: lines of the form `name = value`, with the
// names of the flags, empty lines, and comments that begin with #. Unknown
// names and names that come twice are errors, with the number of the line.
func (c *Config) ReadFile(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return fmt.Errorf("configuration: %w", err)
	}
	defer f.Close()
	seen := map[string]bool{}
	lines := bufio.NewScanner(f)
	for n := 1; lines.Scan(); n++ {
		line := strings.TrimSpace(lines.Text())
		if line == "" || line[0] == '#' {
			continue
		}
		name, value, ok := strings.Cut(line, "=")
		name, value = strings.TrimSpace(name), strings.TrimSpace(value)
		switch {
		case !ok:
			return fmt.Errorf("%s:%d: want name = value", path, n)
		case seen[name]:
			return fmt.Errorf("%s:%d: %s is set twice", path, n, name)
		}
		seen[name] = true
		if err := c.Set(name, value); err != nil {
			return fmt.Errorf("%s:%d: %w", path, n, err)
		}
	}
	if err := lines.Err(); err != nil {
		return fmt.Errorf("configuration: %s: %w", path, err)
	}
	return nil
}

// Check tests what no single value can tell. Call it after the last Set.
func (c *Config) Check() error {
	if (c.TLSCert == "") != (c.TLSKey == "") {
		return errors.New("tls-cert and tls-key go together: give both or none")
	}
	if (c.Webhooks.Cert == "") != (c.Webhooks.Key == "") {
		return errors.New("webhook-cert and webhook-key go together: give both or none")
	}
	if c.Data == "" {
		return errors.New("data: want a folder")
	}
	return nil
}

// Records tells where the records are: the URL of a database, or a folder.
func (c *Config) Records() string {
	if c.Store != "" {
		return c.Store
	}
	return c.Data
}

// Files is the folder of the files that clients send.
func (c *Config) Files() string { return filepath.Join(c.Data, "files") }

// Loopback tells whether only this machine can reach the listening address.
func (c *Config) Loopback() bool {
	host, _, err := net.SplitHostPort(c.Listen)
	if err != nil {
		return false
	}
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

func text(field func(*Config) *string) func(*Config, string) error {
	return func(c *Config, value string) error {
		*field(c) = value
		return nil
	}
}

// later refuses a value for what the server cannot do yet, rather than run
// without it.
func later(what string) func(*Config, string) error {
	return func(_ *Config, value string) error {
		if value != "" {
			return errors.New(what + " is not in this version")
		}
		return nil
	}
}

func setListen(c *Config, value string) error {
	_, port, err := net.SplitHostPort(value)
	if err != nil {
		return errors.New("want host:port, such as 127.0.0.1:8080 or :8080")
	}
	if _, err := net.LookupPort("tcp", port); err != nil {
		return errors.New("the port is no number from 0 to 65535")
	}
	c.Listen = value
	return nil
}

// setStore says nothing of the value in its errors, since it may hold a password.
func setStore(c *Config, value string) error {
	u, err := url.Parse(value)
	if value != "" && (err != nil || u.Scheme != "postgres" && u.Scheme != "postgresql" || len(u.Path) < 2) {
		return errors.New("want postgres://USER:PASSWORD@HOST:PORT/DATABASE")
	}
	c.Store = value
	return nil
}

func setPublicURL(c *Config, value string) error {
	u, err := url.Parse(value)
	if value != "" && (err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.RawQuery != "" || u.Fragment != "" || u.User != nil) {
		return errors.New("want http://HOST or https://HOST, with a path if need be")
	}
	c.PublicURL = strings.TrimRight(value, "/")
	return nil
}

func setDrain(c *Config, value string) error {
	d, err := time.ParseDuration(value)
	if err != nil || d < 0 || d > time.Hour {
		return errors.New("want a time from 0s to 1h, such as 5s")
	}
	c.Drain = d
	return nil
}
