package relation

import (
	"context"

	"github.com/teahouse-chat/teahouse/server/internal/event"
	"github.com/teahouse-chat/teahouse/server/internal/id"
	"github.com/teahouse-chat/teahouse/server/internal/store"
	"github.com/teahouse-chat/teahouse/wire"
)

// deletedCause is why relations to a deleted account end.
var deletedCause = event.Cause{Command: "account_delete"}

// forgetAccount ends all relations of an account that was deleted, in the lists of
// others too, which then show it no more.
func (s *Service) forgetAccount(ctx context.Context, a id.Account) error {
	for _, step := range partings {
		for {
			n := 0
			err := s.update(ctx, a.App, func(ch *change) error {
				peers, err := step.peers(ch.tx, a.App, a.ID)
				n = len(peers)
				for _, peer := range peers {
					if err == nil {
						err = step.part(ch, a, id.Account{App: a.App, ID: peer})
					}
				}
				return err
			})
			if err != nil {
				return err
			}
			if n == 0 {
				break
			}
		}
	}
	return s.db.Update(ctx, func(tx *store.Tx) error {
		tx.Emit(user{id: a.ID})
		return deleteUser(tx, a.App, a.ID)
	})
}

// partings are the kinds of relations, by who has one to an account, a chunk at a
// time, and how it ends.
var partings = []struct {
	peers func(tx *store.Tx, app uint32, account uint64) ([]uint64, error)
	part  func(ch *change, a, peer id.Account) error
}{
	{friendsLeft, func(ch *change, a, peer id.Account) error {
		pairs, err := ch.dropBoth(a, peer)
		if len(pairs) > 0 {
			ch.tx.Emit(event.FriendsDeleted{Cause: deletedCause, Pairs: pairs})
		}
		return err
	}},
	{applicationsLeft, func(ch *change, a, peer id.Account) error { return ch.closeApplications(a, peer) }},
	{followsLeft, func(ch *change, a, peer id.Account) error {
		_, err := ch.unfollow(a, peer, deletedCause)
		return err
	}},
	{followersLeft, func(ch *change, a, peer id.Account) error {
		_, err := ch.unfollow(peer, a, deletedCause)
		return err
	}},
	{blocksLeft, func(ch *change, a, peer id.Account) error {
		return ch.unblock(a, []id.Account{peer}, make([]*wire.Error, 1), deletedCause)
	}},
	{blockersLeft, func(ch *change, a, peer id.Account) error {
		return ch.unblock(peer, []id.Account{a}, make([]*wire.Error, 1), deletedCause)
	}},
}
