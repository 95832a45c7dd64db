package presence

import (
	"context"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/store"
	wireaccount "github.com/teahouse-chat/teahouse/wire/account"
)

func (s *Service) wsStatusUnsubscribe(ctx context.Context, c *api.Caller, req *wireaccount.WsStatusUnsubscribeRequest) (*wireaccount.WsStatusSubscribeResponse, error) {
	found, failed, err := s.lookup(ctx, c, req.ToAccount)
	if err != nil {
		return nil, err
	}
	err = s.DB.Update(ctx, func(tx *store.Tx) error {
		if req.UnsubscribeAll == 1 {
			return deleteAllSubscriptions(tx, c.App.ID, c.Account.ID)
		}
		return deleteSubscriptions(tx, c.App.ID, c.Account.ID, numbers(found))
	})
	return &wireaccount.WsStatusSubscribeResponse{ErrorList: failed}, err
}
