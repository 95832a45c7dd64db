// Package bot joins the parts: a webhook brings a question, the store keeps it with its
// conversation, a model answers, and the answer grows in the chat.
package bot

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"time"

	"github.com/teahouse-chat/teahouse/apps/aibot/internal/chat"
	"github.com/teahouse-chat/teahouse/apps/aibot/internal/config"
	"github.com/teahouse-chat/teahouse/apps/aibot/internal/memory"
	"github.com/teahouse-chat/teahouse/apps/aibot/internal/model"
	"github.com/teahouse-chat/teahouse/client"
)

// lastHooks is how long webhooks that are being stored may take when the bot ends.
const lastHooks = time.Second

// Bot is the chatbot.
type Bot struct {
	cfg    config.Config
	log    *slog.Logger
	store  *memory.Store
	model  *model.Client
	chat   *chat.Chat
	limits *limits
	robots map[string]config.Robot
	listen net.Listener

	work context.Context // of the answers
	stop context.CancelCauseFunc

	mu      sync.Mutex
	running map[string]*turn // by Asker: the latest
	all     sync.WaitGroup
	closed  bool
	resumed chan struct{} // closed when what was left open is taken up
}

// New opens the store and begins to listen; webhooks are answered when Run is called.
func New(ctx context.Context, cfg config.Config, log *slog.Logger) (*Bot, error) {
	store, err := memory.Open(ctx, cfg.Store, time.Duration(cfg.Limits.Remember))
	if err != nil {
		return nil, err
	}
	l, err := net.Listen("tcp", cfg.Listen)
	if err != nil {
		store.Close()
		return nil, fmt.Errorf("listen: %w", err)
	}
	b := &Bot{cfg: cfg, log: log, store: store, model: model.New(cfg.Model), listen: l,
		chat: chat.New(&client.REST{URL: cfg.Server.URL, App: cfg.Server.App, Key: cfg.Server.Key, Admin: cfg.Server.Admin},
			time.Duration(cfg.Model.Quiet), cfg.Texts.Waiting),
		limits: newLimits(cfg.Limits), robots: map[string]config.Robot{}, running: map[string]*turn{}, resumed: make(chan struct{})}
	for _, r := range cfg.Robots {
		b.robots[r.ID] = r
	}
	b.work, b.stop = context.WithCancelCause(context.WithoutCancel(ctx))
	return b, nil
}

// Addr returns the address that takes webhooks, host:port.
func (b *Bot) Addr() string { return b.listen.Addr().String() }

// Run makes the robots, answers what was left open, and takes webhooks, until ctx is
// over. Then answers on their way have some time to end (config.Config.Grace); what nobody has seen a word
// of is answered after the next start.
func (b *Bot) Run(ctx context.Context) error {
	defer b.store.Close()
	server := &http.Server{Handler: b, ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 10 * time.Second, IdleTimeout: 2 * time.Minute}
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(b.listen) }()
	err := b.makeRobots(ctx)
	if err == nil {
		b.log.Info("the robots are there", "server", b.cfg.Server.URL)
		err = b.resume(ctx)
	}
	close(b.resumed)
	if err == nil {
		select {
		case <-ctx.Done():
		case err = <-failed:
		}
	}
	b.finish(server)
	return err
}

// makeRobots makes the robots, as soon as the server is there.
func (b *Bot) makeRobots(ctx context.Context) error {
	for _, r := range b.cfg.Robots {
		for pause := 100 * time.Millisecond; ; pause = min(2*pause, 5*time.Second) {
			err := b.chat.MakeRobot(ctx, r.ID, r.Nick, r.Face)
			if err == nil {
				break
			}
			if ctx.Err() != nil {
				return nil
			}
			if !chat.Passing(err) {
				return fmt.Errorf("make robot %s: %w", r.ID, err)
			}
			b.log.Warn("the chat server does not answer yet", "error", err)
			select {
			case <-ctx.Done():
			case <-time.After(pause):
			}
		}
	}
	return nil
}

// resume takes up what was not answered when the bot ended. What is asked meanwhile waits:
// it would be taken for such a question, too.
func (b *Bot) resume(ctx context.Context) error {
	open, err := b.store.Open(ctx)
	if ctx.Err() != nil {
		return nil // stopped before it has begun: what is open stays so
	}
	for _, q := range open {
		b.take(q)
	}
	return err
}

// finish ends the server, waits for the answers on their way, and breaks off those that
// take too long.
func (b *Bot) finish(server *http.Server) {
	soon, cancel := context.WithTimeout(context.Background(), lastHooks)
	defer cancel()
	if server.Shutdown(soon) != nil {
		server.Close()
	}
	b.mu.Lock()
	b.closed = true
	b.mu.Unlock()
	defer time.AfterFunc(time.Duration(b.cfg.Grace), func() { b.stop(errStopped) }).Stop()
	b.all.Wait()
}

var (
	errAskedAgain = errors.New("the user wrote again")
	errStopped    = errors.New("the chatbot is stopped")
)
