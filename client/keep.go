package client

import (
	"context"
	"time"

	"github.com/teahouse-chat/teahouse/wire"
	"github.com/teahouse-chat/teahouse/wire/account"
)

// keep pings when nothing is heard, and says hello as often as the server asked
// for, until the socket ends.
func (c *Client) keep(l *link) {
	ping := time.NewTimer(c.opts.Ping)
	defer ping.Stop()
	var hello <-chan time.Time
	if every := c.Session().HelloInterval; every > 0 {
		t := time.NewTicker(time.Duration(every) * time.Second)
		defer t.Stop()
		hello = t.C
	}
	for {
		select {
		case <-l.ctx.Done():
			return
		case <-hello:
			go Call(l.ctx, onLink{c, l, ""}, account.Wshello, &account.WshelloRequest{}) // answered notices a kick
		case <-ping.C:
			quiet := time.Since(time.Unix(0, l.heard.Load()))
			if quiet < c.opts.Ping {
				ping.Reset(c.opts.Ping - quiet)
				continue
			}
			if !c.ping(l.ctx, l) {
				l.close() // run connects again
				return
			}
			ping.Reset(c.opts.Ping)
		}
	}
}

func (c *Client) ping(ctx context.Context, l *link) bool {
	ctx, cancel := context.WithTimeout(ctx, pingTimeout)
	defer cancel()
	_, err := Call(ctx, onLink{c, l, ""}, account.Alive, &wire.Empty{})
	return err == nil || ctx.Err() == nil // any answer will do
}
