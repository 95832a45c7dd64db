package push

import (
	"context"
	"errors"
	"maps"
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
	var cleaned time.Time
	s.loop.Run(ctx, func(ctx context.Context) error {
		if err := s.refresh(ctx); err != nil {
			return err
		}
		if err := errors.Join(s.tell(ctx), s.walk(ctx)); err != nil {
			return err
		}
		now := time.Now()
		if now.Sub(cleaned) < cleanEvery {
			return nil
		}
		cleaned = now
		return s.DB.Update(ctx, func(tx *store.Tx) error { return deletePushes(tx, now.Add(-keep)) })
	})
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
		if p.revoked {
			s.fresh = slices.DeleteFunc(s.fresh, func(o *pushed) bool { return o.num == p.num })
		}
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
		s.loop.Wake()
	}
	return err
}

// opened notes that an account came online while something waits for it.
func (s *Service) opened(a id.Account) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if slices.ContainsFunc(s.waiting[a.App], (*pushed).waits) {
		s.came[a] = true
		s.loop.Wake()
	}
}

// waits tells whether a push is also for those who come later.
func (p *pushed) waits() bool { return p.life > 0 }

// tell shows new pushes to those online, and waiting ones to those who came. What fails
// is tried again: who was shown a push already is shown it again, and clients know it.
func (s *Service) tell(ctx context.Context) (err error) {
	s.mu.Lock()
	fresh, came := s.fresh, s.came
	s.fresh, s.came = nil, map[id.Account]bool{}
	s.mu.Unlock()
	defer func() {
		if err != nil {
			s.again(fresh, came)
		}
	}()
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

// again keeps what was not done for the next time.
func (s *Service) again(fresh []*pushed, came map[id.Account]bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.fresh = append(fresh, s.fresh...)
	maps.Copy(s.came, came)
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

// place is up to which push an account was told, and what it was told when it last was:
// those above before.
type place struct {
	num, before int64
	told        int64 // milliseconds
}

// catchUp shows accounts all that waits above their places, and moves these. If the
// server is killed in between they are shown it again, and clients know it.
func (s *Service) catchUp(ctx context.Context, app uint32, accounts []uint64) error {
	waiting := s.waitingIn(app)
	if len(waiting) == 0 {
		return nil
	}
	newest := waiting[len(waiting)-1].num
	audience := make([][]uint64, len(waiting))
	var behind []uint64
	err := s.DB.View(ctx, func(tx *store.Tx) error {
		places, err := placesOf(tx, app, accounts)
		if err != nil {
			return err
		}
		below := func(num int64) []uint64 {
			return slices.DeleteFunc(slices.Clone(accounts), func(a uint64) bool { return places[a].num >= num })
		}
		behind = below(newest)
		created, err := account.Created(tx, app, behind)
		for i, p := range waiting {
			if err == nil {
				audience[i], err = p.audience(tx, below(p.num), created)
			}
		}
		return err
	})
	if err != nil || len(behind) == 0 {
		return err
	}
	for i, p := range waiting {
		if err := s.show(ctx, p, audience[i]); err != nil {
			return err
		}
	}
	return s.DB.Update(ctx, func(tx *store.Tx) error { return putPlaces(tx, app, behind, newest, time.Now()) })
}

func (s *Service) waitingIn(app uint32) []*pushed {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := time.Now()
	return slices.DeleteFunc(slices.Clone(s.waiting[app]), func(p *pushed) bool { return !p.waits() || !p.until.After(now) })
}

// audience returns those of the accounts that a push is for: who matches, and was
// there when it was sent. created are when they came into being.
func (p *pushed) audience(tx *store.Tx, accounts []uint64, created map[uint64]time.Time) ([]uint64, error) {
	accounts = slices.DeleteFunc(accounts, func(a uint64) bool { return created[a].After(p.created) })
	if len(accounts) == 0 {
		return nil, nil
	}
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
	waiting := s.waitingIn(a.App)
	if len(waiting) == 0 {
		return nil, nil
	}
	var all []timeline.Message
	err := s.DB.View(ctx, func(tx *store.Tx) error {
		all = nil
		places, err := placesOf(tx, a.App, []uint64{a.ID})
		at := places[a.ID]
		shown := slices.DeleteFunc(slices.Clone(waiting), func(p *pushed) bool { return !at.shown(p, since) })
		if err != nil || len(shown) == 0 {
			return err
		}
		created, err := account.Created(tx, a.App, []uint64{a.ID})
		for _, p := range shown {
			var audience []uint64
			if err == nil {
				audience, err = p.audience(tx, []uint64{a.ID}, created)
			}
			if len(audience) > 0 {
				all = append(all, p.message(a))
			}
		}
		return err
	})
	return all, err
}

// shown tells whether an account was shown a push since a time in milliseconds: which
// is sent since then, or was among the last that the account was told. What is above its
// place is shown when its turn comes.
func (at place) shown(p *pushed, since int64) bool {
	return p.num <= at.num && (p.created.UnixMilli() >= since || at.told >= since && p.num > at.before)
}
