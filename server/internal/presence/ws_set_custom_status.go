package presence

import (
	"context"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/store"
	"github.com/teahouse-chat/teahouse/wire"
	wireaccount "github.com/teahouse-chat/teahouse/wire/account"
)

func (s *Service) wsSetCustomStatus(ctx context.Context, c *api.Caller, req *wireaccount.WsSetCustomStatusRequest) (*wire.Empty, error) {
	err := s.DB.Update(ctx, func(tx *store.Tx) error {
		if req.CustomStatus == "" {
			return deleteCustom(tx, c.Account)
		}
		return putCustom(tx, c.Account, req.CustomStatus)
	})
	if err != nil {
		return nil, err
	}
	s.tell.changed(c.Account)
	s.Accounts.TellCustom(c, req.CustomStatus)
	f, err := statusFrame(c.Account, Status{wireaccount.StatusOnline, req.CustomStatus})
	if err != nil {
		return nil, err
	}
	s.Hub.ToAccount(c.App.ID, c.Account.ID, f.But(c.Instance)) // his other devices
	return &wire.Empty{}, nil
}
