package official

import (
	"cmp"
	"context"
	"errors"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/store"
	base "github.com/teahouse-chat/teahouse/wire"
	wire "github.com/teahouse-chat/teahouse/wire/official"
)

func (s *Service) getSubscribedOfficialAccountList(ctx context.Context, c *api.Caller, req *wire.GetSubscribedOfficialAccountListRequest) (*wire.GetSubscribedOfficialAccountListResponse, error) {
	a, err := s.Accounts.Lookup(ctx, c.App.ID, req.Subscriber)
	if errors.Is(err, base.ErrNoSuchAccount) {
		return nil, wire.ErrNoAccount.With("%q", req.Subscriber)
	}
	if err != nil {
		return nil, err
	}
	resp := &wire.GetSubscribedOfficialAccountListResponse{List: []wire.Info{}, CompleteFlag: 1}
	var all []subscribed
	err = s.DB.View(ctx, func(tx *store.Tx) (err error) {
		if resp.TotalCount, err = countSubscriptions(tx, a); err != nil {
			return err
		}
		all, err = subscriptionsOf(tx, a, req.Offset, cmp.Or(req.Limit, wire.MaxPage))
		return err
	})
	if err != nil {
		return nil, err
	}
	for i := range all {
		info := all[i].info()
		info.SelfInfo = &wire.Self{SubscribeTime: &all[i].since, CustomString: &all[i].subscriber.custom}
		req.Filter.Shows(&info)
		resp.List = append(resp.List, info)
	}
	if end := req.Offset + int64(len(all)); end < resp.TotalCount && len(all) > 0 {
		resp.CompleteFlag, resp.Next = 0, end
	}
	return resp, nil
}
