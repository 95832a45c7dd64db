// Command aibot is an AI chatbot: the backend behind an application's robots. It takes the
// webhooks Bot.OnC2CMessage and Bot.OnGroupMessage, asks any language model with an
// OpenAI-compatible API, and lets the answers grow in the chat. docs/guide/ai-chatbot.md
// tells how to set it up.
package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/signal"
	"syscall"

	"github.com/alecthomas/kong"

	"github.com/teahouse-chat/teahouse/apps/aibot/internal/bot"
	"github.com/teahouse-chat/teahouse/apps/aibot/internal/config"
)

type cli struct {
	Config  string `arg:"" name:"file" default:"aibot.toml" help:"Configuration (${default}); apps/aibot/aibot.toml shows all of it."`
	Verbose bool   `short:"v" help:"Log each answer."`
}

func main() {
	var args cli
	kong.Parse(&args, kong.Name("aibot"), kong.Description("An AI chatbot for a Teahouse application's robots."))
	if err := run(args); err != nil {
		fmt.Fprintf(os.Stderr, "aibot: %v\n", err)
		os.Exit(1)
	}
}

// run answers until SIGTERM or SIGINT. A second signal ends at once.
func run(args cli) error {
	cfg, err := config.Load(args.Config)
	if err != nil {
		return err
	}
	level := slog.LevelInfo
	if args.Verbose {
		level = slog.LevelDebug
	}
	log := slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: level}))
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, os.Interrupt)
	defer stop()
	context.AfterFunc(ctx, stop)
	b, err := bot.New(ctx, cfg, log)
	if err != nil {
		return err
	}
	if cfg.Server.Token == "" {
		log.Warn("webhooks are not signed: whoever reaches this address can write in users' names; set webhook_token and server.token", "listen", b.Addr())
	}
	log.Info("aibot takes webhooks", "listen", b.Addr(), "robots", len(cfg.Robots), "model", cfg.Model.Name)
	if err := b.Run(ctx); err != nil && !errors.Is(err, context.Canceled) {
		return err
	}
	return nil
}
