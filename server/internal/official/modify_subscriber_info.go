package official

import (
	"context"
	"errors"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/store"
	base "github.com/teahouse-chat/teahouse/wire"
	wire "github.com/teahouse-chat/teahouse/wire/official"
)

func (s *Service) modifySubscriberInfo(ctx context.Context, c *api.Caller, req *wire.ModifySubscriberInfoRequest) (*base.Empty, error) {
	a, err := s.Accounts.Lookup(ctx, c.App.ID, req.Subscriber)
	if err != nil && !errors.Is(err, base.ErrNoSuchAccount) {
		return nil, err
	}
	return &base.Empty{}, s.update(ctx, c.App.ID, req.Official, func(tx *store.Tx, o *official) error {
		there, err := hasSubscribed(tx, o.key, a.ID)
		switch {
		case err != nil:
			return err
		case !there:
			return wire.ErrNoSubscriber.With("%q", req.Subscriber)
		case req.CustomString == nil:
			return nil
		}
		return putCustom(tx, o.key, a.ID, *req.CustomString)
	})
}
