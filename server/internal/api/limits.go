package api

import (
	"sync"
	"time"

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

	over func(a *app.App, command string, limit int) // may be nil
	told map[rateKey]time.Time
}

// tellEvery is the least time between two tellings of one command.
const tellEvery = 10 * time.Second

// tell tells that a limit was reached. r.mu is held.
func (r *rates) tell(a *app.App, e *entry, limit int) {
	key := rateKey{a.ID, e.spec.Name}
	if r.over == nil || time.Since(r.told[key]) < tellEvery {
		return
	}
	if r.told == nil {
		r.told = map[rateKey]time.Time{}
	}
	r.told[key] = time.Now()
	r.over(a, e.spec.Name, limit)
}

// OnOverLimit sets who is told that App admins of an application call a command more
// often than they may. Set it before the first request.
func (r *Registry) OnOverLimit(f func(a *app.App, command string, limit int)) { r.rates.over = f }

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
		r.tell(a, e, limit)
		return wire.ErrRate.With("%s takes %d", e.spec.Name, limit)
	}
	return nil
}
