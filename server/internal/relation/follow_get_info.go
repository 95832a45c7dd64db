package relation

import (
	"context"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/store"
	"github.com/teahouse-chat/teahouse/wire/follow"
)

func (s *Service) followGetInfo(ctx context.Context, c *api.Caller, req *follow.FollowGetInfoRequest) (*follow.FollowGetInfoResponse, error) {
	from, err := s.owner(ctx, c, req.FromAccount)
	if err != nil {
		return nil, err
	}
	wanted := req.ToAccount
	if len(wanted) == 0 {
		wanted = []string{from.Name}
	}
	found, err := s.accounts.LookupAll(ctx, from.App, wanted)
	if err != nil {
		return nil, err
	}
	var users map[uint64]*user
	err = s.db.View(ctx, func(tx *store.Tx) (err error) {
		users, err = usersOf(tx, from.App, numbers(found))
		return err
	})
	if err != nil {
		return nil, err
	}
	resp := &follow.FollowGetInfoResponse{}
	for _, name := range wanted {
		item := follow.Info{Result: follow.Result{ToAccount: name}}
		a, there := found[name]
		if u := users[a.ID]; u != nil {
			item.FollowerCount, item.FollowingCount, item.MutualFollowingCount = int(u.followers), int(u.follows), int(u.mutual)
		}
		if !there {
			item.ResultCode, item.ResultInfo = follow.ErrNoSuchAccount.Code, follow.ErrNoSuchAccount.Info
		}
		resp.FollowInfo = append(resp.FollowInfo, item)
	}
	return resp, nil
}
