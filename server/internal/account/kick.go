package account

import (
	"context"
	"time"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/deliver"
	"github.com/teahouse-chat/teahouse/server/internal/store"
	"github.com/teahouse-chat/teahouse/server/internal/webhook"
	"github.com/teahouse-chat/teahouse/wire"
	"github.com/teahouse-chat/teahouse/wire/account"
	"github.com/teahouse-chat/teahouse/wire/notice"
)

func (s *Service) kick(ctx context.Context, c *api.Caller, req *account.KickRequest) (*wire.Empty, error) {
	a, err := s.Lookup(ctx, c.App.ID, req.Name())
	if err != nil {
		return nil, err
	}
	now := time.Now()
	var kicked []instance
	err = s.db.Update(ctx, func(tx *store.Tx) error {
		kicked = kicked[:0]
		if err := setKicked(tx, a, now); err != nil {
			return err
		}
		all, err := instancesOf(tx, a)
		if err != nil {
			return err
		}
		for _, i := range all {
			if i.kick.KickType != 0 {
				continue
			}
			i.kick.KickType = account.KickedByREST
			if err := markKicked(tx, i.id, i.kick.KickType, 0); err != nil {
				return err
			}
			kicked = append(kicked, i)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	s.tellKicked(kicked)
	for _, i := range kicked {
		s.tellState(i.account, webhook.By(c), loggedOut, nil)
	}
	nextSecond(ctx, now)
	return &wire.Empty{}, nil
}

// nextSecond waits until the second of t is over. UserSigs tell seconds: so that
// those made before a kick stop working and one made afterwards works at once,
// the kick itself takes until then.
func nextSecond(ctx context.Context, t time.Time) {
	select {
	case <-time.After(time.Until(t.Truncate(time.Second).Add(time.Second))):
	case <-ctx.Done():
	}
}

// tellKicked pushes to instances that they were kicked and delivers nothing to
// them from then on. Their sockets stay open: the client still logs out there.
func (s *Service) tellKicked(kicked []instance) {
	for _, i := range kicked {
		s.kicks.Add(1) // before it is looked for: see stillIn
		if c := s.online.find(i.id); c != nil {
			c.kicked.Store(&i.kick)
		}
		f, err := deliver.NewFrame(notice.ForceOffline, notice.NewKickout(i.kick))
		if err != nil {
			s.log.Error("kick notice", "error", err)
			continue
		}
		s.hub.Kick(i.account.App, i.account.ID, i.id, f)
	}
}
