package official

import (
	"cmp"
	"context"
	"strconv"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/store"
	"github.com/teahouse-chat/teahouse/wire/group"
	wire "github.com/teahouse-chat/teahouse/wire/official"
)

func (s *Service) getSubscriberInfo(ctx context.Context, c *api.Caller, req *wire.GetSubscriberInfoRequest) (*wire.GetSubscriberInfoResponse, error) {
	limit := cmp.Or(req.Limit, wire.MaxPage)
	var o *official
	var all []subscriber
	err := s.DB.View(ctx, func(tx *store.Tx) (err error) {
		if o, err = find(tx, c.App.ID, req.Official); err != nil {
			return err
		}
		all, err = subscribersAfter(tx, o.key, req.After(), limit+1)
		return err
	})
	if err != nil {
		return nil, err
	}
	resp := &wire.GetSubscriberInfoResponse{SubscriberNum: o.subscribers, List: []wire.Subscriber{}}
	if len(all) > limit {
		all = all[:limit]
		resp.Next = strconv.FormatUint(all[limit-1].account, 10)
	}
	accounts := make([]uint64, len(all))
	for i := range all {
		accounts[i] = all[i].account
	}
	names, err := s.Accounts.ByID(ctx, c.App.ID, accounts)
	if err != nil {
		return nil, err
	}
	flags, err := s.Flags(ctx, c.App.ID, accounts, o.account.ID)
	if err != nil {
		return nil, err
	}
	for _, r := range all {
		if a, ok := names[r.account]; ok {
			resp.List = append(resp.List, wire.Subscriber{Subscriber: a.Name, SubscribeTime: r.since, CustomString: r.custom,
				MsgFlag: cmp.Or(flags[r.account], group.AcceptAndNotify)})
		}
	}
	return resp, nil
}
