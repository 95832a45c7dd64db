package push

import (
	"context"
	"slices"
	"time"

	"github.com/teahouse-chat/teahouse/server/internal/account"
	"github.com/teahouse-chat/teahouse/server/internal/id"
	"github.com/teahouse-chat/teahouse/server/internal/store"
	"github.com/teahouse-chat/teahouse/server/internal/timeline"
)

const (
	// chunk is how many accounts are told, or counted, at a time.
	chunk = 500
	// lookEvery is how soon a node takes up what another one pushed.
	lookEvery = time.Second
	// keep is how long pushes are kept for reports and repeats.
	keep = 8 * 24 * time.Hour
	// cleanEvery is how often older ones are dropped.
	cleanEvery = time.Hour
)

// Follow tells those online of pushes, and counts whom they are for, until ctx ends.
func (s *Service) Follow(ctx context.Context) {
	tick := time.NewTicker(lookEvery)
	defer tick.Stop()
	var cleaned time.Time
	for {
		err := s.refresh(ctx)
		if err == nil {
			err = s.tell(ctx)
		}
		if err == nil {
			err = s.walk(ctx)
		}
		if now := time.Now(); err == nil && now.Sub(cleaned) > cleanEvery {
			cleaned = now
			err = s.DB.Update(ctx, func(tx *store.Tx) error { return deletePushes(tx, now.Add(-keep)) })
		}
		if err != nil && ctx.Err() == nil {
			s.Log.Warn("pushes to all", "error", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-s.wake:
		case <-tick.C:
		}
	}
}

func (s *Service) wakeUp() {
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

// refresh takes up what was pushed or revoked, on whatever node, and forgets what is
// over.
func (s *Service) refresh(ctx context.Context) error {
	s.reading.Lock()
	defer s.reading.Unlock()
	s.mu.Lock()
	since := s.version
	s.mu.Unlock()
	var news []*pushed
	err := s.DB.View(ctx, func(tx *store.Tx) (err error) {
		news, err = pushesAfter(tx, since)
		return err
	})
	now := time.Now()
	s.mu.Lock()
	defer s.mu.Unlock()
	over := func(p *pushed) bool { return p.revoked || !p.until.After(now) }
	for _, p := range news {
		s.version = max(s.version, p.version)
		list := s.waiting[p.App]
		known := slices.ContainsFunc(list, func(o *pushed) bool { return o.num == p.num })
		list = slices.DeleteFunc(slices.Clone(list), func(o *pushed) bool { return o.num == p.num })
		s.waiting[p.App] = append(list, p)
		if !known && !over(p) {
			s.fresh = append(s.fresh, p)
		}
	}
	for app, list := range s.waiting {
		if list = slices.DeleteFunc(slices.Clone(list), over); len(list) == 0 {
			delete(s.waiting, app)
			continue
		}
		slices.SortFunc(list, func(a, b *pushed) int { return int(a.num - b.num) })
		s.waiting[app] = list
	}
	if len(news) > 0 {
		s.wakeUp()
	}
	return err
}

// opened notes that an account came online while something waits for it.
func (s *Service) opened(a id.Account) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if slices.ContainsFunc(s.waiting[a.App], (*pushed).waits) {
		s.came[a] = true
		s.wakeUp()
	}
}

// waits tells whether a push is also for those who come later.
func (p *pushed) waits() bool { return p.life > 0 }

// tell shows new pushes to those online, and waiting ones to those who came.
func (s *Service) tell(ctx context.Context) error {
	s.mu.Lock()
	fresh, came := s.fresh, s.came
	s.fresh, s.came = nil, map[id.Account]bool{}
	s.mu.Unlock()
	late := map[uint32][]uint64{}
	for a := range came {
		late[a.App] = append(late[a.App], a.ID)
	}
	for _, p := range fresh {
		here := s.Hub.Accounts(p.App)
		if p.waits() {
			late[p.App] = here // with all others that wait for them
			continue
		}
		for accounts := range slices.Chunk(here, chunk) {
			if err := s.showOne(ctx, p, accounts); err != nil {
				return err
			}
		}
	}
	for app, all := range late {
		for accounts := range slices.Chunk(all, chunk) {
			if err := s.catchUp(ctx, app, accounts); err != nil {
				return err
			}
		}
	}
	return nil
}

// showOne shows a push that waits for nobody.
func (s *Service) showOne(ctx context.Context, p *pushed, accounts []uint64) error {
	var audience []uint64
	err := s.DB.View(ctx, func(tx *store.Tx) (err error) {
		audience, err = p.condition.match(tx, p.App, accounts)
		return err
	})
	if err != nil {
		return err
	}
	return s.show(ctx, p, audience)
}

// catchUp shows accounts all that waits above their places, and moves these. If the
// server is killed in between they are shown it again.
func (s *Service) catchUp(ctx context.Context, app uint32, accounts []uint64) error {
	waiting := s.waitingIn(app)
	if len(waiting) == 0 {
		return nil
	}
	audience := make([][]uint64, len(waiting))
	err := s.DB.View(ctx, func(tx *store.Tx) error {
		places, err := placesOf(tx, app, accounts)
		for i, p := range waiting {
			if err == nil {
				audience[i], err = p.audience(tx, slices.DeleteFunc(slices.Clone(accounts), func(a uint64) bool { return places[a] >= p.num }))
			}
		}
		return err
	})
	if err != nil {
		return err
	}
	for i, p := range waiting {
		if err := s.show(ctx, p, audience[i]); err != nil {
			return err
		}
	}
	return s.DB.Update(ctx, func(tx *store.Tx) error { return putPlaces(tx, app, accounts, waiting[len(waiting)-1].num) })
}

func (s *Service) waitingIn(app uint32) []*pushed {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := time.Now()
	return slices.DeleteFunc(slices.Clone(s.waiting[app]), func(p *pushed) bool { return !p.waits() || !p.until.After(now) })
}

// audience returns those of the accounts that a push is for: who matches, and was
// there when it was sent.
func (p *pushed) audience(tx *store.Tx, accounts []uint64) ([]uint64, error) {
	young, err := account.Since(tx, p.App, accounts, p.created)
	if err != nil {
		return nil, err
	}
	accounts = slices.DeleteFunc(accounts, func(a uint64) bool { return young[a] })
	return p.condition.match(tx, p.App, accounts)
}

func (s *Service) show(ctx context.Context, p *pushed, accounts []uint64) error {
	names, err := s.Accounts.ByID(ctx, p.App, accounts)
	if err != nil {
		return err
	}
	for _, a := range accounts {
		if to, ok := names[a]; ok {
			m := p.message(to)
			s.Show(ctx, &m)
		}
	}
	return nil
}

// Pushed returns what an account was shown since a time in milliseconds, of pushes
// that still wait for others. It costs no query while none do.
func (s *Service) Pushed(ctx context.Context, a id.Account, since int64) ([]timeline.Message, error) {
	waiting := slices.DeleteFunc(s.waitingIn(a.App), func(p *pushed) bool { return p.created.UnixMilli() < since })
	if len(waiting) == 0 {
		return nil, nil
	}
	var all []timeline.Message
	err := s.DB.View(ctx, func(tx *store.Tx) error {
		all = nil
		places, err := placesOf(tx, a.App, []uint64{a.ID})
		for _, p := range waiting {
			if err != nil || places[a.ID] < p.num {
				break // the rest is shown when its turn comes
			}
			var audience []uint64
			if audience, err = p.audience(tx, []uint64{a.ID}); len(audience) > 0 {
				all = append(all, p.message(a))
			}
		}
		return err
	})
	return all, err
}
