package relation

import (
	"context"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/id"
	"github.com/teahouse-chat/teahouse/wire/sns"
)

func (s *Service) groupDelete(ctx context.Context, c *api.Caller, req *sns.GroupDeleteRequest) (*sns.GroupDeleteResponse, error) {
	from, err := s.owner(ctx, c, req.FromAccount)
	if err != nil {
		return nil, err
	}
	resp := &sns.GroupDeleteResponse{}
	err = s.update(ctx, from.App, func(ch *change) error {
		all, err := ch.listsOf(from.ID)
		if err != nil {
			return err
		}
		u, err := ch.user(from.ID)
		if err != nil {
			return err
		}
		members, err := listed(ch.tx, ch.app, from.ID)
		if err != nil {
			return err
		}
		left := map[uint64]id.Account{}
		for _, name := range req.GroupName {
			i := find(all, name)
			if i < 0 {
				continue
			}
			for _, n := range members[all[i].num] {
				left[n] = id.Account{App: from.App, ID: n}
			}
			if err := deleteList(ch.tx, ch.app, from.ID, all[i].num); err != nil {
				return err
			}
			u.listsSeq++
		}
		resp.CurrentSequence = u.listsSeq
		if len(left) == 0 {
			return nil
		}
		u.standardSeq++
		return ch.tellLists(from, c.Instance, left)
	})
	if err != nil {
		return nil, err
	}
	return resp, nil
}
