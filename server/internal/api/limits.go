package api

import (
	"sync"

	"golang.org/x/time/rate"

	"github.com/teahouse-chat/teahouse/server/internal/app"
	"github.com/teahouse-chat/teahouse/wire"
)

type rateKey struct {
	app  uint32
	name string
}

// rates limits the calls over REST by application and command.
type rates struct {
	mu  sync.Mutex
	all map[rateKey]*rate.Limiter
}

func (r *rates) allow(a *app.App, e *entry) error {
	limit := a.Settings.RestRate
	if limit == 0 {
		return nil
	}
	if e.perSecond > 0 {
		limit = min(limit, e.perSecond)
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.all == nil {
		r.all = map[rateKey]*rate.Limiter{}
	}
	key := rateKey{a.ID, e.spec.Name}
	l := r.all[key]
	if l == nil || l.Limit() != rate.Limit(limit) {
		l = rate.NewLimiter(rate.Limit(limit), limit)
		r.all[key] = l
	}
	if !l.Allow() {
		return wire.ErrRate.With("%s takes %d", e.spec.Name, limit)
	}
	return nil
}
