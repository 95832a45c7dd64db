package push

import (
	"context"
	"time"

	"github.com/teahouse-chat/teahouse/server/internal/api"

	"github.com/teahouse-chat/teahouse/server/internal/store"
	"github.com/teahouse-chat/teahouse/wire"
	"github.com/teahouse-chat/teahouse/wire/push"
)

func (s *Service) revoke(ctx context.Context, c *api.Caller, req *push.RevokeRequest) (*wire.Empty, error) {
	now := time.Now()
	if !s.mayRevoke(c.App.ID, now) {
		return nil, push.ErrRevokeQuick
	}
	err := s.DB.Update(ctx, func(tx *store.Tx) error {
		p, err := taskNamed(tx, c.App.ID, req.TaskId)
		switch {
		case err != nil:
			return err
		case p == nil || now.Sub(p.created) > 24*time.Hour:
			return push.ErrRevokeTask
		case p.revoked:
			return push.ErrRevoked
		}
		return setRevoked(tx, p, now)
	})
	if err != nil {
		return nil, err
	}
	return &wire.Empty{}, s.refresh(ctx)
}

// mayRevoke keeps revocations a second apart.
func (s *Service) mayRevoke(app uint32, now time.Time) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if now.UnixMilli()-s.revokes[app] < 1000 {
		return false
	}
	s.revokes[app] = now.UnixMilli()
	return true
}
