package relation

import (
	"context"
	"slices"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/event"
	"github.com/teahouse-chat/teahouse/server/internal/id"
	"github.com/teahouse-chat/teahouse/server/internal/store"
	"github.com/teahouse-chat/teahouse/wire"
	"github.com/teahouse-chat/teahouse/wire/sns"
)

func (s *Service) friendDeleteAll(ctx context.Context, c *api.Caller, req *sns.FriendDeleteAllRequest) (*wire.Empty, error) {
	from, err := s.owner(ctx, c, req.FromAccount)
	if err != nil {
		return nil, err
	}
	var all []uint64
	err = s.db.View(ctx, func(tx *store.Tx) (err error) {
		all, err = friendIDs(tx, from.App, from.ID)
		return err
	})
	if err != nil {
		return nil, err
	}
	for ids := range slices.Chunk(all, chunk) {
		named, err := s.accounts.ByID(ctx, from.App, ids)
		if err != nil {
			return nil, err
		}
		err = s.update(ctx, from.App, func(ch *change) error {
			e := event.FriendsDeleted{Cause: cause(c, "friend_delete_all")}
			for _, n := range ids {
				gone, err := ch.part(from, id.Account{App: from.App, ID: n, Name: named[n].Name}, req.DeleteType == sns.DeleteBoth)
				if err != nil {
					return err
				}
				e.Pairs = append(e.Pairs, gone...)
			}
			if len(e.Pairs) > 0 {
				return ch.emit(e)
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return &wire.Empty{}, nil
}
