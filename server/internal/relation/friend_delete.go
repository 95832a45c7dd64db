package relation

import (
	"context"
	"slices"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/event"
	"github.com/teahouse-chat/teahouse/server/internal/id"
	"github.com/teahouse-chat/teahouse/wire"
	"github.com/teahouse-chat/teahouse/wire/sns"
)

func (s *Service) friendDelete(ctx context.Context, c *api.Caller, req *sns.FriendDeleteRequest) (*sns.ResultResponse, error) {
	from, err := s.owner(ctx, c, req.FromAccount)
	if err != nil {
		return nil, err
	}
	found, err := s.accounts.LookupAll(ctx, from.App, req.ToAccount)
	if err != nil {
		return nil, err
	}
	resp := &sns.ResultResponse{}
	for names := range slices.Chunk(req.ToAccount, chunk) {
		results := make([]*wire.Error, len(names))
		err := s.update(ctx, from.App, func(ch *change) error {
			e := event.FriendsDeleted{Cause: cause(c, "friend_delete")}
			for i, name := range names {
				to, there := found[name]
				if results[i] = nil; !there {
					results[i] = sns.ErrNoSuchAccount
					continue
				}
				gone, err := ch.part(from, to, req.DeleteType == sns.DeleteBoth)
				if err != nil {
					return err
				}
				if len(gone) == 0 {
					results[i] = sns.ErrNotFriend
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
		for i, name := range names {
			resp.Add("FriendDelete", name, results[i])
		}
	}
	return resp, nil
}

// part takes a friend out of one list or of both; pairs are what there was.
func (ch *change) part(from, to id.Account, both bool) (pairs []event.Pair, err error) {
	if both {
		return ch.dropBoth(from, to)
	}
	there, err := ch.dropFriend(from.ID, to.ID)
	if there {
		pairs = []event.Pair{{From: from, To: to}}
	}
	return pairs, err
}
