package conversation

import (
	"context"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/store"
	"github.com/teahouse-chat/teahouse/wire"
	"github.com/teahouse-chat/teahouse/wire/notice"
	"github.com/teahouse-chat/teahouse/wire/recent"
)

func (s *Service) wsSetDoNotDisturb(ctx context.Context, c *api.Caller, req *recent.DoNotDisturb) (*wire.Empty, error) {
	err := s.db.Update(ctx, func(tx *store.Tx) error { return putDisturb(tx, c.Account, req) })
	if err != nil {
		return nil, err
	}
	// To the acting device too: it goes by the push.
	s.push(c.Account, 0, notice.DoNotDisturbEvent{Event: notice.EventDoNotDisturb, Level: req.Level,
		StartTime: req.StartTime, EndTime: req.EndTime, IsRepeated: req.IsRepeated})
	return &wire.Empty{}, nil
}
