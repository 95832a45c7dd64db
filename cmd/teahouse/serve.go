package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"syscall"

	"github.com/teahouse-chat/teahouse/server"
)

// serveCmd has a flag for each row of the configuration.
type serveCmd struct {
	dataFlags
	Listen    string `placeholder:"HOST:PORT" help:"Address to listen on (127.0.0.1:8080)."`
	Bus       string `placeholder:"URL" help:"Bus between nodes; this version runs one node."`
	TLSCert   string `name:"tls-cert" placeholder:"FILE" help:"TLS certificate chain."`
	TLSKey    string `name:"tls-key" placeholder:"FILE" help:"Key of the TLS certificate."`
	PublicURL string `name:"public-url" placeholder:"URL" help:"Where clients reach the server, for addresses of files; as they connected, without it."`
	Private   string `name:"webhook-private" placeholder:"NETWORKS" help:"Private networks that webhooks may reach: a list such as 127.0.0.0/8, or any; public addresses alone, without it."`
	HookCA    string `name:"webhook-ca" placeholder:"FILE" help:"Certificates that webhooks' servers may be signed by, besides the system's."`
	HookCert  string `name:"webhook-cert" placeholder:"FILE" help:"Certificate that is shown to webhooks' servers."`
	HookKey   string `name:"webhook-key" placeholder:"FILE" help:"Key of that certificate."`
	Drain     string `placeholder:"TIME" help:"How long closing all sockets takes at a stop (5s)."`
	LogLevel  string `placeholder:"LEVEL" help:"debug, info, warn or error (info)."`
	LogFormat string `placeholder:"FORMAT" help:"text or json (text)."`
}

// Run serves until SIGTERM or SIGINT, then drains. A second signal ends at once.
func (c *serveCmd) Run(out io.Writer) error {
	cfg, err := c.config(option{"listen", c.Listen}, option{"bus", c.Bus}, option{"tls-cert", c.TLSCert},
		option{"tls-key", c.TLSKey}, option{"public-url", c.PublicURL}, option{"drain", c.Drain},
		option{"webhook-private", c.Private}, option{"webhook-ca", c.HookCA}, option{"webhook-cert", c.HookCert}, option{"webhook-key", c.HookKey},
		option{"log-level", c.LogLevel}, option{"log-format", c.LogFormat})
	if err != nil {
		return err
	}
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, os.Interrupt)
	defer stop()
	context.AfterFunc(ctx, stop) // the next signal has its usual effect
	log := newLog(cfg)
	workOnWhileWaiting()
	stayWithin(log)
	s, err := server.New(ctx, cfg, log)
	if err != nil {
		return err
	}
	forgetStart()
	go keepTidy(ctx)
	fmt.Fprintln(out, s.Welcome())
	return s.Run(ctx)
}

func newLog(cfg server.Config) *slog.Logger {
	options := &slog.HandlerOptions{Level: cfg.LogLevel}
	if cfg.LogJSON {
		return slog.New(slog.NewJSONHandler(os.Stderr, options))
	}
	return slog.New(slog.NewTextHandler(os.Stderr, options))
}
