package job

import (
	"context"
	"log/slog"
	"time"
)

// Loop is work that is looked for in what all nodes store: once in a while, since
// another node may have stored it, and at once when this one has.
type Loop struct {
	name  string // for the log
	every time.Duration
	log   *slog.Logger
	wake  chan struct{}
}

// NewLoop returns a Loop that looks for work once in every.
func NewLoop(name string, every time.Duration, log *slog.Logger) *Loop {
	return &Loop{name: name, every: every, log: log, wake: make(chan struct{}, 1)}
}

// Wake has work looked for at once, and once more if that is going on. It never waits.
func (l *Loop) Wake() {
	select {
	case l.wake <- struct{}{}:
	default:
	}
}

// Run does work until ctx ends. What fails is logged; the next time will do it.
func (l *Loop) Run(ctx context.Context, work func(ctx context.Context) error) {
	tick := time.NewTicker(l.every)
	defer tick.Stop()
	for {
		if err := work(ctx); err != nil && ctx.Err() == nil {
			l.log.Warn(l.name, "error", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-l.wake:
		case <-tick.C:
		}
	}
}
