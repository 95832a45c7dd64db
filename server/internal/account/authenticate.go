package account

import (
	"context"
	"errors"
	"time"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/app"
	"github.com/teahouse-chat/teahouse/server/internal/store"
	"github.com/teahouse-chat/teahouse/usersig"
	"github.com/teahouse-chat/teahouse/wire"
	"github.com/teahouse-chat/teahouse/wire/account"
)

// always lists the commands that succeed whatever the frame's ticket is worth: a
// client takes an error in answer to its heartbeat for a broken connection, and
// one that was kicked still logs out.
var always = map[string]bool{account.Alive.String(): true, account.Wslogout.String(): true}

// Authenticate makes the Caller of a client's frame. A frame with an A2Key
// speaks for the instance that got it at login, whatever socket it came on; a
// frame with a UserSig speaks for its identifier and is a guest until its login;
// a frame with neither is a guest. A kicked instance gets account.ErrKicked and a
// response that says how.
func (s *Service) Authenticate(ctx context.Context, a *app.App, head api.Head) (*api.Caller, any, error) {
	c := &api.Caller{App: a, Door: api.WebSocket, Head: head}
	if head.A2 == "" {
		return c, nil, usable(a)
	}
	i, err := s.instanceOf(ctx, a.ID, head.A2)
	if err == nil {
		err = valid(a, i)
	}
	switch {
	case err == nil || i.kick.KickType != 0 && always[head.Command]:
		c.Account, c.Instance = i.account, i.id
		return c, nil, nil
	case always[head.Command]:
		return c, nil, nil
	case errors.Is(err, account.ErrKicked):
		kick := i.kick // so that an instance that is not kicked needs no memory of its own
		return nil, &kick, err
	}
	return nil, nil, err
}

func usable(a *app.App) error {
	if a.Disabled {
		return wire.ErrAppDisabled
	}
	return nil
}

func valid(a *app.App, i instance) error {
	if i.kick.KickType != 0 {
		return account.ErrKicked
	}
	if time.Now().After(i.expires) {
		return wire.ErrSigExpired
	}
	return usable(a)
}

// instanceOf finds the instance that an A2Key was given to.
func (s *Service) instanceOf(ctx context.Context, app uint32, a2 string) (instance, error) {
	var i instance
	if c := s.online.get(a2); c != nil && !c.gone.Load() {
		i = c.instance()
	} else {
		err := s.db.View(ctx, func(tx *store.Tx) (err error) {
			i, err = instanceByTicket(tx, hashOf(a2))
			return err
		})
		if errors.Is(err, store.ErrNotFound) {
			return i, wire.ErrSigExpired.With("the session is over, log in again")
		}
		if err != nil {
			return i, err
		}
	}
	if i.account.App != app {
		return i, wire.ErrSigApp
	}
	return i, nil
}

// CheckSig tests a UserSig of an account against the application's key and the
// account's last kick. It returns when the UserSig expires.
func (s *Service) CheckSig(ctx context.Context, a *app.App, name, sig string) (time.Time, error) {
	token, err := s.token(ctx, a, name, sig)
	return token.Ends(), err
}

func (s *Service) token(ctx context.Context, a *app.App, name, sig string) (usersig.Token, error) {
	token, err := usersig.Check(sig, a.ID, a.Key, name)
	if err != nil {
		return token, err
	}
	return token, s.db.View(ctx, func(tx *store.Tx) error { return notRevoked(tx, a.ID, name, token.Made) })
}

// notRevoked refuses UserSigs from before an account's last kick, or before one of its
// name was deleted.
func notRevoked(tx *store.Tx, app uint32, name string, made time.Time) error {
	kicked, err := kickedAt(tx, app, name) // also of an account that comes into being at its first login
	if err == nil && made.Unix() <= kicked {
		return wire.ErrSigRevoked
	}
	return err
}
