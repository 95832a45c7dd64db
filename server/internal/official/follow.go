package official

import (
	"context"
	"errors"
	"maps"
	"slices"
	"time"

	"github.com/teahouse-chat/teahouse/server/internal/id"
	"github.com/teahouse-chat/teahouse/server/internal/store"
)

const (
	// chunk is how many subscribers are looked at, and how many copies stored, at a time.
	chunk = 500
	// lookEvery is how soon a node takes up what was sent on another one.
	lookEvery = time.Second
	// onlineFor is how many seconds nodes have to take up what is for those online alone.
	onlineFor = 10
)

// Follow brings subscribers who are online what is sent, and does what is to be done for
// all of them, until ctx ends.
func (s *Service) Follow(ctx context.Context) {
	s.loop.Run(ctx, func(ctx context.Context) error {
		if err := s.refresh(ctx); err != nil {
			return err
		}
		return errors.Join(s.tell(ctx), s.walk(ctx))
	})
}

// refresh takes up who has spoken, on whatever node.
func (s *Service) refresh(ctx context.Context) error {
	s.reading.Lock()
	defer s.reading.Unlock()
	s.mu.Lock()
	since := s.version
	s.mu.Unlock()
	var news []*official
	err := s.DB.View(ctx, func(tx *store.Tx) (err error) {
		news, err = officialsAfter(tx, since)
		return err
	})
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, o := range news {
		s.version = max(s.version, o.version)
		if !o.gone {
			s.speak[o.app], s.fresh[o.key] = true, o
		}
	}
	if len(news) > 0 {
		s.loop.Wake()
	}
	return err
}

// opened notes that an account came online where official accounts speak.
func (s *Service) opened(a id.Account) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.speak[a.App] {
		s.came[a] = true
		s.loop.Wake()
	}
}

// tell brings those online what is new, and those who came what waits for them. What
// fails is tried again.
func (s *Service) tell(ctx context.Context) (err error) {
	s.mu.Lock()
	fresh, came := s.fresh, s.came
	s.fresh, s.came = map[key]*official{}, map[id.Account]bool{}
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
	for app, all := range late {
		for accounts := range slices.Chunk(all, chunk) {
			if err := s.catchUpAll(ctx, app, accounts); err != nil {
				return err
			}
		}
	}
	clear(came)
	for _, k := range slices.Collect(maps.Keys(fresh)) {
		if err := s.tellNews(ctx, fresh[k]); err != nil {
			return err
		}
		delete(fresh, k)
	}
	return nil
}

// again keeps what was not done for the next time.
func (s *Service) again(fresh map[key]*official, came map[id.Account]bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for k, o := range fresh {
		if now := s.fresh[k]; now == nil || now.version < o.version {
			s.fresh[k] = o
		}
	}
	maps.Copy(s.came, came)
}

// tellNews brings the subscribers of an official account who are here what it said.
func (s *Service) tellNews(ctx context.Context, o *official) error {
	here, err := s.listeners(ctx, o)
	if err != nil {
		return err
	}
	for accounts := range slices.Chunk(here, chunk) {
		if err := s.catchUp(ctx, o, accounts); err != nil {
			return err
		}
	}
	var passing []*message
	s.mu.Lock()
	told := s.told[o.key]
	s.told[o.key] = o.newest
	s.mu.Unlock()
	err = s.DB.View(ctx, func(tx *store.Tx) (err error) {
		passing, err = passingMessages(tx, o.key, told, o.newest, time.Now().Unix()-onlineFor)
		return err
	})
	if err != nil || len(passing) == 0 {
		return err
	}
	for accounts := range slices.Chunk(here, chunk) {
		if err := s.showOnline(ctx, o, passing, accounts); err != nil {
			return err
		}
	}
	return nil
}

// listeners are the accounts that are here; where fewer have subscribed, these alone.
func (s *Service) listeners(ctx context.Context, o *official) ([]uint64, error) {
	here := s.Hub.Accounts(o.app)
	if o.subscribers >= int64(len(here)) {
		return here, nil
	}
	online := make(map[uint64]bool, len(here))
	for _, a := range here {
		online[a] = true
	}
	var some []uint64
	for after := uint64(0); ; {
		var all []subscriber
		err := s.DB.View(ctx, func(tx *store.Tx) (err error) {
			all, err = subscribersAfter(tx, o.key, after, chunk)
			return err
		})
		if err != nil {
			return nil, err
		}
		for _, r := range all {
			if after = r.account; online[after] {
				some = append(some, after)
			}
		}
		if len(all) < chunk {
			return some, nil
		}
	}
}

func (s *Service) showOnline(ctx context.Context, o *official, messages []*message, accounts []uint64) error {
	var audience []uint64
	err := s.DB.View(ctx, func(tx *store.Tx) (err error) {
		audience, err = subscribersAmong(tx, o.key, accounts)
		return err
	})
	if err != nil {
		return err
	}
	names, err := s.Accounts.ByID(ctx, o.app, audience)
	if err != nil {
		return err
	}
	for _, m := range messages {
		for _, to := range names {
			c := m.copy(o.account, to)
			s.ShowOnline(ctx, &c)
		}
	}
	return nil
}
