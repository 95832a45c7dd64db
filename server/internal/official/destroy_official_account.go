package official

import (
	"context"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/store"
	"github.com/teahouse-chat/teahouse/server/internal/webhook"
	base "github.com/teahouse-chat/teahouse/wire"
	wire "github.com/teahouse-chat/teahouse/wire/official"
)

func (s *Service) destroyOfficialAccount(ctx context.Context, c *api.Caller, req *wire.DestroyOfficialAccountRequest) (*base.Empty, error) {
	err := s.update(ctx, c.App.ID, req.Official, func(tx *store.Tx, o *official) error {
		if err := destroy(tx, o); err != nil {
			return err
		}
		return webhook.InRecords(tx, webhook.Own(o.account), s.toldDestroyed(c, o))
	})
	if err != nil {
		return nil, err
	}
	s.loop.Wake()
	return &base.Empty{}, nil
}
