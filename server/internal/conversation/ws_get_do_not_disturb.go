package conversation

import (
	"context"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/store"
	"github.com/teahouse-chat/teahouse/wire/recent"
)

func (s *Service) wsGetDoNotDisturb(ctx context.Context, c *api.Caller, _ *recent.WsGetDoNotDisturbRequest) (*recent.DoNotDisturb, error) {
	var d recent.DoNotDisturb
	err := s.db.View(ctx, func(tx *store.Tx) (err error) {
		d, err = disturbOf(tx, c.Account)
		return err
	})
	return &d, err
}
