package official

import (
	"context"
	"maps"
	"slices"

	"github.com/teahouse-chat/teahouse/server/internal/id"
	"github.com/teahouse-chat/teahouse/server/internal/store"
	"github.com/teahouse-chat/teahouse/server/internal/timeline"
)

// page is how many messages are brought to subscribers at a time.
const page = 100

// CatchUp brings an account what official accounts have said, so that it is there for
// whoever reads the account's conversations. It costs no query where none has spoken.
func (s *Service) CatchUp(ctx context.Context, a id.Account) error {
	s.mu.Lock()
	speak := s.speak[a.App]
	s.mu.Unlock()
	if !speak {
		return nil
	}
	return s.catchUpAll(ctx, a.App, []uint64{a.ID})
}

// catchUpAll brings accounts what all official accounts have said.
func (s *Service) catchUpAll(ctx context.Context, app uint32, accounts []uint64) error {
	var all []waiting
	err := s.DB.View(ctx, func(tx *store.Tx) (err error) {
		all, err = behindOf(tx, app, accounts)
		return err
	})
	if err != nil {
		return err
	}
	for len(all) > 0 {
		o := all[0].official
		var behind []uint64
		for len(all) > 0 && all[0].key == o.key {
			behind, all = append(behind, all[0].account), all[1:]
		}
		if err := s.catchUp(ctx, &o, behind); err != nil {
			return err
		}
	}
	return nil
}

// catchUp brings those of the accounts that have subscribed what an official account has
// said. If the server is killed in between, the copies that are there are known by their
// positions.
func (s *Service) catchUp(ctx context.Context, o *official, accounts []uint64) error {
	for {
		var places map[uint64]int64
		var messages []*message
		err := s.DB.View(ctx, func(tx *store.Tx) (err error) {
			places, err = placesBehind(tx, o.key, accounts, o.newest)
			if err == nil && len(places) > 0 {
				messages, err = messagesAfter(tx, o.key, lowest(places), page)
			}
			return err
		})
		if err != nil || len(places) == 0 {
			return err
		}
		last := o.newest
		if n := len(messages); n == page || n > 0 && messages[n-1].num > last {
			last = messages[n-1].num
		}
		if err := s.bring(ctx, o, places, messages, last); err != nil {
			return err
		}
	}
}

func lowest(places map[uint64]int64) int64 {
	return slices.Min(slices.Collect(maps.Values(places)))
}

// bring stores the copies of messages and moves the subscribers to last. What was
// recalled while they were stored is recalled in them, too: a walk may have passed by.
func (s *Service) bring(ctx context.Context, o *official, places map[uint64]int64, messages []*message, last int64) error {
	accounts := slices.Sorted(maps.Keys(places))
	if err := s.placeAll(ctx, o, accounts, places, messages); err != nil {
		return err
	}
	var recalled []*message
	err := s.DB.Update(ctx, func(tx *store.Tx) (err error) {
		if err = putPlaces(tx, o.key, accounts, last); err != nil {
			return err
		}
		recalled, err = recalledAmong(tx, o.key, lowest(places)+1, last)
		return err
	})
	for _, m := range recalled {
		if err == nil {
			err = s.recallCopies(ctx, o, m, accounts)
		}
	}
	return err
}

// placeAll stores the copies, some at a time.
func (s *Service) placeAll(ctx context.Context, o *official, accounts []uint64, places map[uint64]int64, messages []*message) error {
	names, err := s.Accounts.ByID(ctx, o.app, accounts)
	if err != nil {
		return err
	}
	s.Profiles.Card(ctx, o.account) // so that who is told of the messages finds it in memory
	var copies []timeline.Message
	for _, a := range accounts {
		to, there := names[a]
		for _, m := range messages {
			if !there || m.num <= places[a] || m.online || m.recalled {
				continue
			}
			if copies = append(copies, m.copy(o.account, to)); len(copies) == chunk {
				if err := s.Place(ctx, copies); err != nil {
					return err
				}
				copies = copies[:0]
			}
		}
	}
	if len(copies) == 0 {
		return nil
	}
	return s.Place(ctx, copies)
}

func (s *Service) recallCopies(ctx context.Context, o *official, m *message, accounts []uint64) error {
	convs := make([]id.Conv, len(accounts))
	for i, a := range accounts {
		convs[i] = id.Pair(o.app, o.account.ID, a)
	}
	return s.Recall(ctx, convs, m.pos(), o.account.Name, m.reason)
}
