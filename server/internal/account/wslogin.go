package account

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/deliver"
	"github.com/teahouse-chat/teahouse/server/internal/event"
	"github.com/teahouse-chat/teahouse/server/internal/id"
	"github.com/teahouse-chat/teahouse/server/internal/store"
	"github.com/teahouse-chat/teahouse/server/internal/webhook"
	"github.com/teahouse-chat/teahouse/usersig"
	"github.com/teahouse-chat/teahouse/wire"
	"github.com/teahouse-chat/teahouse/wire/account"
)

func (s *Service) wslogin(ctx context.Context, c *api.Caller, req *account.WsloginRequest) (*account.WsloginResponse, error) {
	if c.Account.ID != 0 {
		return s.resume(ctx, c)
	}
	return s.firstLogin(ctx, c)
}

// firstLogin takes an identifier and a UserSig, and gives the account an
// instance. Older instances give way by the application's policy.
func (s *Service) firstLogin(ctx context.Context, c *api.Caller) (*account.WsloginResponse, error) {
	name := c.Head.Identifier
	if !account.ValidUserID(name) {
		return nil, wire.ErrBadAccount.With("the identifier is 1 to %d bytes of printable ASCII", account.MaxUserID)
	}
	token, err := usersig.Check(c.Head.UserSig, c.App.ID, c.App.Key, name)
	if err != nil {
		return nil, err
	}
	if strings.HasPrefix(name, account.RobotPrefix) {
		return nil, wire.ErrBadAccount.With("robots do not log in")
	}
	if account.IsOfficial(name) {
		return nil, wire.ErrBadAccount.With("official accounts do not log in")
	}
	acc, fresh, err := s.newcomer(ctx, c.App.ID, name)
	if err != nil {
		return nil, err
	}
	instID, err := s.insts.Next(ctx)
	if err != nil {
		return nil, err
	}
	ticket, hash := newTicket()
	i := instance{account: acc, fresh: fresh, key: c.Head.Instance, id: instID, ticket: hash,
		class: platforms[c.Head.Platform].class, platform: c.Head.Platform, made: token.Made, expires: token.Ends(), login: time.Now(), kicks: s.kicks.Load()}
	displaced, before, err := s.putInstance(ctx, &i, displaces[c.App.Settings.MultiDevice])
	if err != nil {
		return nil, err
	}
	s.replaced(before, c.Session)
	c.Account, c.Instance = i.account, instID
	if err := s.open(ctx, c, ticket, i, false); err != nil {
		return nil, err
	}
	s.tellKicked(displaced)
	s.tellState(i.account, webhook.By(c), loggedIn, displaced)
	return s.loggedIn(ctx, c, ticket), nil
}

// newcomer returns the account called name, or a fresh one that comes into being with its
// instance. Whether its UserSig still holds is for putInstance to say.
func (s *Service) newcomer(ctx context.Context, app uint32, name string) (a id.Account, fresh bool, err error) {
	a, err = s.Lookup(ctx, app, name)
	if !errors.Is(err, wire.ErrNoSuchAccount) {
		return a, false, err
	}
	n, err := s.ids.Next(ctx)
	return id.Account{App: app, ID: n, Name: name}, true, err
}

// putInstance stores a new instance, with its account if need be, and marks those that give way to it. A login
// of the same SDK object takes its row over and kicks nobody; before is the InstId
// that it had, 0 if none.
func (s *Service) putInstance(ctx context.Context, i *instance, gives func(i, newcomer class) bool) (displaced []instance, before uint64, err error) {
	deletions, fresh := s.deleted(), i.account
	err = s.db.Update(ctx, func(tx *store.Tx) error {
		displaced, before = displaced[:0], 0
		if err := notRevoked(tx, i.account.App, i.account.Name, i.made); err != nil {
			return err
		}
		if i.fresh {
			all := []id.Account{fresh}
			created, err := enroll(tx, all, i.login)
			if err != nil {
				return err
			}
			if i.account = all[0]; created[0] {
				return putInstance(tx, i)
			}
		}
		olds, err := instancesOf(tx, i.account)
		if err != nil {
			return err
		}
		for _, old := range olds {
			if old.key == i.key {
				before = old.id
				continue
			}
			if old.stale(i.login) {
				if err := dropInstance(tx, old.id); err != nil {
					return err
				}
				continue
			}
			if old.kick.KickType != 0 || !gives(old.class, i.class) {
				continue
			}
			old.kick = account.Kicked{KickType: account.KickedByInstance,
				NewInstInfo: account.Instance{InstId: i.id, Platform: PlatformName(i.platform)}}
			if err := markKicked(tx, old.id, old.kick.KickType, i.id); err != nil {
				return err
			}
			displaced = append(displaced, old)
		}
		return putInstance(tx, i)
	})
	if err == nil && i.fresh {
		s.remember(deletions, i.account)
	}
	return displaced, before, err
}

// replaced ends what an SDK object had before it logged in anew: its A2Key stops
// working, and its socket is closed unless it is the one of the new login.
func (s *Service) replaced(instID uint64, by api.Session) {
	if i := s.online.find(instID); i != nil {
		i.gone.Store(true)
	}
	if old := s.hub.SessionOf(instID); old != nil && old != by {
		old.CloseFor(deliver.Replaced)
	}
}

// resume puts a new socket in the place of one that was cut. It kicks nobody.
func (s *Service) resume(ctx context.Context, c *api.Caller) (*account.WsloginResponse, error) {
	kicks := s.kicks.Load()
	i, err := s.instanceOf(ctx, c.App.ID, c.Head.A2)
	if err != nil {
		return nil, err
	}
	i.kicks = kicks
	if err := s.open(ctx, c, c.Head.A2, i, true); err != nil {
		return nil, err
	}
	s.tellState(i.account, webhook.By(c), loggedIn, nil)
	return s.loggedIn(ctx, c, c.Head.A2), nil
}

// open binds the socket to the account and lets other rooms know.
func (s *Service) open(ctx context.Context, c *api.Caller, ticket string, i instance, resumed bool) error {
	session := c.Session.(*deliver.Session)
	replaced, err := session.Replace(i.account, i.id)
	if replaced && resumed { // the server had not seen yet that the old socket was cut
		s.tellCut(i)
	}
	if err != nil {
		return fmt.Errorf("%w: %w", context.Canceled, err) // the socket is gone, and that is nobody's failure
	}
	s.online.add(ticket, i)
	if err := s.stillIn(ctx, i); err != nil {
		return err
	}
	s.events.Publish(ctx, event.SessionOpened{Account: i.account, Instance: i.id, Session: session, Resumed: resumed})
	return nil
}

// stillIn refuses an instance that was kicked, or whose account was deleted, since its
// row was read or written: whoever did so looked for its session before it was bound. On
// the only node it is known when nobody did.
func (s *Service) stillIn(ctx context.Context, i instance) error {
	if s.db.Alone() && s.kicks.Load() == i.kicks {
		return nil
	}
	err := s.db.View(ctx, func(tx *store.Tx) error {
		now, err := instanceByID(tx, i.id)
		i.kick = now.kick
		return err
	})
	if errors.Is(err, store.ErrNotFound) {
		i.kick, err = account.Kicked{KickType: account.KickedByREST}, nil
	}
	if err != nil || i.kick.KickType == 0 {
		return err
	}
	s.tellKicked([]instance{i})
	return account.ErrKicked
}

func (s *Service) loggedIn(ctx context.Context, c *api.Caller, ticket string) *account.WsloginResponse {
	resp := &account.WsloginResponse{TinyId: c.Account.Tiny(), A2Key: ticket, InstId: c.Instance,
		HelloInterval: c.App.Settings.HelloSeconds, TimeStamp: time.Now().Unix(), PurchaseBits: c.App.Settings.FeaturesOff.Bits()}
	if s.custom == nil {
		return resp
	}
	text, err := s.custom(ctx, c.Account)
	if err != nil { // no reason to turn somebody away who is in already
		s.log.Warn("custom status at login", "account", c.Account.Name, "error", err)
	}
	resp.CustomStatus = base64.StdEncoding.EncodeToString([]byte(text))
	return resp
}
