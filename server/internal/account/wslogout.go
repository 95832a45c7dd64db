package account

import (
	"context"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/deliver"
	"github.com/teahouse-chat/teahouse/server/internal/store"
	"github.com/teahouse-chat/teahouse/server/internal/webhook"
	"github.com/teahouse-chat/teahouse/wire"
	"github.com/teahouse-chat/teahouse/wire/account"
)

// wslogout forgets the instance, so that its A2Key stops working.
func (s *Service) wslogout(ctx context.Context, c *api.Caller, _ *account.WslogoutRequest) (*wire.Empty, error) {
	if c.Instance == 0 {
		return &wire.Empty{}, nil
	}
	err := s.db.Update(ctx, func(tx *store.Tx) error { return dropInstance(tx, c.Instance) })
	if err != nil {
		return nil, err
	}
	if i := s.online.find(c.Instance); i != nil && i.kicked.Load() == nil && !i.gone.Swap(true) {
		s.tellState(c.Account, webhook.By(c), loggedOut, nil)
	} else if i != nil {
		i.gone.Store(true)
	}
	if session, ok := c.Session.(*deliver.Session); ok && session.Instance() == c.Instance {
		session.Unbind()
	}
	return &wire.Empty{}, nil
}
