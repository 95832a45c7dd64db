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

func (s *Service) getNoSpeaking(ctx context.Context, c *api.Caller, req *moderation.GetNoSpeakingRequest) (*moderation.GetNoSpeakingResponse, error) {
	a, err := s.accounts.Lookup(ctx, c.App.ID, req.Get)
	if errors.Is(err, wire.ErrNoSuchAccount) {
		return nil, moderation.ErrGetAccount.With("%q", req.Get)
	}
	if err != nil {
		return nil, err
	}
	var m mute
	err = s.db.View(ctx, func(tx *store.Tx) (err error) {
		m, err = muteOf(tx, a)
		return err
	})
	now := time.Now()
	return &moderation.GetNoSpeakingResponse{C2C: rest(m.c2c, now), Group: rest(m.group, now)}, err
}
