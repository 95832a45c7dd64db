package conversation

import (
	"context"

	"github.com/teahouse-chat/teahouse/server/internal/id"
	"github.com/teahouse-chat/teahouse/server/internal/store"
	"github.com/teahouse-chat/teahouse/wire/openim"
)

// Discards tells whether owner wants no messages of peer while online. After the
// first question about an owner it is answered from memory; if the records cannot
// be read, he gets the message.
func (s *Service) Discards(owner, peer id.Account) bool {
	options, err := s.receiveOptions(context.Background(), owner.App, owner.ID)
	if err != nil {
		s.opts.Log.Warn("read receive options", "account", owner.Name, "error", err)
		return false
	}
	return options[peer.ID] == openim.NotReceive
}

func (s *Service) receiveOptions(ctx context.Context, app uint32, owner uint64) (map[uint64]int, error) {
	key := accountKey{app, owner}
	if known, ok := s.options.Load(key); ok {
		return known.(map[uint64]int), nil
	}
	var all map[uint64]int
	err := s.db.View(ctx, func(tx *store.Tx) (err error) {
		all, err = optionsOf(tx, app, owner)
		return err
	})
	if err != nil {
		return nil, err
	}
	// Two that ask at the same time may have seen different states, so the one
	// who changed them has the last word: see refresh.
	known, _ := s.options.LoadOrStore(key, all)
	return known.(map[uint64]int), nil
}

// refresh reads the options of an account again after a change. Changes of one
// account that overlap take turns, so that the last one is what is remembered.
func (s *Service) refresh(ctx context.Context, owner id.Account) error {
	s.refreshing.Lock()
	defer s.refreshing.Unlock()
	return s.db.View(ctx, func(tx *store.Tx) error {
		all, err := optionsOf(tx, owner.App, owner.ID)
		if err == nil {
			s.options.Store(accountKey{owner.App, owner.ID}, all)
		}
		return err
	})
}
