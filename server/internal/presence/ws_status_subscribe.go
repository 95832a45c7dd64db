package presence

import (
	"context"
	"time"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/store"
	wireaccount "github.com/teahouse-chat/teahouse/wire/account"
)

// wsStatusSubscribe passes over the caller himself: he hears of his own status
// anyway.
func (s *Service) wsStatusSubscribe(ctx context.Context, c *api.Caller, req *wireaccount.WsStatusSubscribeRequest) (*wireaccount.WsStatusSubscribeResponse, error) {
	found, failed, err := s.lookup(ctx, c, req.ToAccount)
	if err != nil {
		return nil, err
	}
	err = s.DB.Update(ctx, func(tx *store.Tx) error {
		now := time.Now()
		newest, err := newestSubscription(tx, c.App.ID, c.Account.ID)
		if err != nil {
			return err
		}
		until := max(now.AddDate(0, 0, wireaccount.SubscribedDays).UnixMilli(), newest)
		for _, a := range found {
			if a.ID == c.Account.ID {
				continue
			}
			until++ // so that it is known which is older
			if err := putSubscription(tx, c.App.ID, c.Account.ID, a.ID, until); err != nil {
				return err
			}
		}
		return trimSubscriptions(tx, c.App.ID, c.Account.ID, now, wireaccount.MaxSubscriptions)
	})
	return &wireaccount.WsStatusSubscribeResponse{ErrorList: failed}, err
}
