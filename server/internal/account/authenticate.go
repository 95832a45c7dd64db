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

// Authenticate makes the Caller of a client's frame. A frame with an A2Key
// speaks for the instance that got it at login, whatever socket it came on; a
// frame with a UserSig speaks for its identifier and is a guest until its login;
// a frame with neither is a guest. A kicked instance gets account.ErrKicked and a
// response that says how.
func (s *Service) Authenticate(ctx context.Context, a *app.App, head api.Head) (*api.Caller, any, error) {
	if a.Disabled {
		return nil, nil, wire.ErrAppDisabled
	}
	c := &api.Caller{App: a, Door: api.WebSocket, Head: head}
	if head.A2 == "" {
		return c, nil, nil
	}
	i, err := s.instanceOf(ctx, a.ID, head.A2)
	if err != nil {
		return nil, nil, err
	}
	if time.Now().After(i.expires) {
		return nil, nil, wire.ErrSigExpired
	}
	if i.kick.KickType != 0 && head.Command != account.Wslogout.String() {
		return nil, &i.kick, account.ErrKicked
	}
	c.Account, c.Instance = i.account, i.id
	return c, nil, nil
}

// instanceOf finds the instance that an A2Key was given to.
func (s *Service) instanceOf(ctx context.Context, app uint32, a2 string) (instance, error) {
	var i instance
	if c := s.online.get(a2); c != nil && !c.gone.Load() {
		i = c.instance
		if k := c.kicked.Load(); k != nil {
			i.kick = *k
		}
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
	token, err := usersig.Check(sig, a.ID, a.Key, name)
	if err != nil {
		return time.Time{}, err
	}
	expires, made := token.Ends(), token.Made.Unix()
	acc, err := s.Lookup(ctx, a.ID, name)
	if errors.Is(err, wire.ErrNoSuchAccount) {
		return expires, nil // comes into being at its first login
	}
	if err != nil {
		return expires, err
	}
	return expires, s.db.View(ctx, func(tx *store.Tx) error {
		kicked, err := kickedAt(tx, acc)
		if err != nil || kicked == 0 || made > kicked {
			return err
		}
		if made < kicked {
			return wire.ErrSigRevoked
		}
		// Made in the second of the kick: refused if it was in use by then.
		used, err := instancesOf(tx, acc)
		for _, i := range used {
			if i.sig == hashOf(sig) {
				return wire.ErrSigRevoked
			}
		}
		return err
	})
}
