package account

import (
	"context"
	"errors"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/deliver"
	"github.com/teahouse-chat/teahouse/server/internal/event"
	"github.com/teahouse-chat/teahouse/server/internal/store"
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
	if i := s.online.find(c.Instance); i != nil {
		i.gone.Store(true)
	}
	if session, ok := c.Session.(*deliver.Session); ok && session.Instance() == c.Instance {
		session.Unbind()
	}
	return &wire.Empty{}, nil
}

// wshello reads the instance's row, so that a kick that this node did not hear
// of is noticed all the same.
func (s *Service) wshello(ctx context.Context, c *api.Caller, _ *wire.Empty) (*account.Kicked, error) {
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

func (s *Service) alive(context.Context, *api.Caller, *wire.Empty) (*wire.Empty, error) {
	return &wire.Empty{}, nil
}

// sessionEnded is told of each session that lost its account: by logout, by a
// kick, or because its socket went away.
func (s *Service) sessionEnded(session *deliver.Session) {
	a := session.Account()
	instID := session.Instance()
	if s.hub.SessionOf(instID) != nil {
		return // the instance is back already on another socket
	}
	i := s.online.find(instID)
	cut := i != nil && !i.gone.Load() && i.kicked.Load() == nil
	s.online.drop(instID)
	s.events.Publish(context.Background(), event.SessionClosed{Account: a, Instance: instID, Cut: cut})
}
