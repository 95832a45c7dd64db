package relation

import (
	"context"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/store"
	"github.com/teahouse-chat/teahouse/wire/follow"
)

func (s *Service) followCheck(ctx context.Context, c *api.Caller, req *follow.FollowCheckRequest) (*follow.FollowCheckResponse, error) {
	from, err := s.owner(ctx, c, req.FromAccount)
	if err != nil {
		return nil, err
	}
	found, err := s.accounts.LookupAll(ctx, from.App, req.ToAccount)
	if err != nil {
		return nil, err
	}
	var follows, followers map[uint64]bool
	err = s.db.View(ctx, func(tx *store.Tx) (err error) {
		if follows, err = followedAmong(tx, from.App, from.ID, numbers(found)); err != nil {
			return err
		}
		followers, err = followersAmong(tx, from.App, from.ID, numbers(found))
		return err
	})
	if err != nil {
		return nil, err
	}
	resp := &follow.FollowCheckResponse{}
	for _, name := range req.ToAccount {
		item := follow.Checked{Result: follow.Result{ToAccount: name}}
		if to, there := found[name]; there {
			item.FollowType = bit(followers[to.ID], 1) | bit(follows[to.ID], 2)
		} else {
			item.ResultCode, item.ResultInfo = follow.ErrNoSuchAccount.Code, follow.ErrNoSuchAccount.Info
		}
		resp.ResultItem = append(resp.ResultItem, item)
	}
	return resp, nil
}
