package official

import (
	"context"
	"errors"

	"github.com/teahouse-chat/teahouse/server/internal/store"
)

// walk goes on with what is done for all subscribers, where it, or another node, was.
func (s *Service) walk(ctx context.Context) error {
	for ctx.Err() == nil {
		var todo []walk
		err := s.DB.View(ctx, func(tx *store.Tx) (err error) {
			todo, err = walks(tx)
			return err
		})
		if err != nil || len(todo) == 0 {
			return err
		}
		for _, w := range todo {
			if err := s.step(ctx, w); err != nil {
				return err
			}
		}
		if err := s.tell(ctx); err != nil { // nobody waits for the end of a long walk
			return err
		}
	}
	return nil
}

// step does a page of subscribers.
func (s *Service) step(ctx context.Context, w walk) error {
	var o *official
	var m *message
	var accounts []uint64
	err := s.DB.View(ctx, func(tx *store.Tx) (err error) {
		if o, err = officialByID(tx, w.key); err != nil {
			return err
		}
		if m, err = messageAt(tx, w.key, w.num); err != nil && !errors.Is(err, store.ErrNotFound) {
			return err
		}
		all, err := subscribersAfter(tx, w.key, w.walked, chunk)
		accounts = accounts[:0]
		for _, r := range all {
			accounts = append(accounts, r.account)
		}
		return err
	})
	if err != nil {
		return err
	}
	if m != nil && !o.gone && len(accounts) > 0 {
		if err := s.recallCopies(ctx, o, m, accounts); err != nil {
			return err
		}
	}
	return s.DB.Update(ctx, func(tx *store.Tx) error {
		if o.gone {
			if _, err := unsubscribe(tx, w.key, accounts); err != nil {
				return err
			}
		}
		if len(accounts) == chunk {
			return putWalked(tx, w, accounts[chunk-1])
		}
		if o.gone {
			if err := deleteMessages(tx, w.key); err != nil {
				return err
			}
		}
		return endWalk(tx, w)
	})
}
