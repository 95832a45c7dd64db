package account

import (
	"context"
	"errors"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/store"
	"github.com/teahouse-chat/teahouse/wire"
	"github.com/teahouse-chat/teahouse/wire/account"
)

// wshello reads the instance's row, so that a kick that this node did not hear
// of is noticed all the same.
func (s *Service) wshello(ctx context.Context, c *api.Caller, _ *account.WshelloRequest) (*account.Kicked, error) {
	var i instance
	err := s.db.View(ctx, func(tx *store.Tx) (err error) {
		i, err = instanceByID(tx, c.Instance)
		return err
	})
	if errors.Is(err, store.ErrNotFound) {
		return nil, wire.ErrSigExpired.With("the session is over, log in again")
	}
	if err != nil {
		return nil, err
	}
	if i.kick.KickType != 0 {
		return &i.kick, account.ErrKicked
	}
	return nil, nil
}
