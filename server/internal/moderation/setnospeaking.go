package moderation

import (
	"context"
	"errors"
	"time"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/store"
	"github.com/teahouse-chat/teahouse/wire"
	"github.com/teahouse-chat/teahouse/wire/moderation"
)

func (s *Service) setNoSpeaking(ctx context.Context, c *api.Caller, req *moderation.SetNoSpeakingRequest) (*wire.Empty, error) {
	a, err := s.accounts.Lookup(ctx, c.App.ID, req.Set)
	if errors.Is(err, wire.ErrNoSuchAccount) {
		return nil, moderation.ErrSetAccount.With("%q", req.Set)
	}
	if err != nil {
		return nil, err
	}
	now := time.Now()
	return &wire.Empty{}, s.change(ctx, a.App, func(tx *store.Tx) error {
		m, err := muteOf(tx, a)
		if err != nil {
			return err
		}
		if req.C2C != nil {
			m.c2c = ends(*req.C2C, now)
		}
		if req.Group != nil {
			m.group = ends(*req.Group, now)
		}
		return putMute(tx, a, m)
	})
}
