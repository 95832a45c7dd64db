// Package relation owns what users are to each other: friends with their groups
// and fields, applications to become one, block lists, and who follows whom. On
// the path of a message it answers from memory who may write to whom.
package relation

import (
	"context"
	"errors"
	"log/slog"
	"sync"

	"github.com/teahouse-chat/teahouse/server/internal/account"
	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/deliver"
	"github.com/teahouse-chat/teahouse/server/internal/event"
	"github.com/teahouse-chat/teahouse/server/internal/id"
	"github.com/teahouse-chat/teahouse/server/internal/profile"
	"github.com/teahouse-chat/teahouse/server/internal/roster"
	"github.com/teahouse-chat/teahouse/server/internal/store"
	"github.com/teahouse-chat/teahouse/server/internal/webhook"
	"github.com/teahouse-chat/teahouse/wire"
	"github.com/teahouse-chat/teahouse/wire/follow"
	"github.com/teahouse-chat/teahouse/wire/sns"
)

// chunk is how many targets of a request share a transaction: one that names a
// thousand does not hold up other writers for long.
const chunk = 100

// Service is the relation room.
type Service struct {
	db       *store.DB
	accounts *account.Service
	profiles *profile.Service
	hub      *deliver.Hub
	log      *slog.Logger
	blocks   *cache
	friends  *cache
	users    *roster.Cache[uint64, *user] // nil: those of an account that has no relations
	hooks    *webhook.Hooks

	telling sync.Mutex
	changed []event.ProfileChanged // friends are still to be told of
}

// New returns the service and subscribes it to what it tells clients of.
func New(db *store.DB, accounts *account.Service, profiles *profile.Service, hub *deliver.Hub, events *event.Hub, log *slog.Logger) *Service {
	s := &Service{db: db, accounts: accounts, profiles: profiles, hub: hub, log: log,
		blocks: roster.NewCache[uint64, peers](mostBlocks), friends: roster.NewCache[uint64, peers](mostFriends),
		users: roster.NewExact[uint64](db, mostUsers, func(*user) bool { return true })}
	s.remember(events)
	accounts.OnDelete(s.forgetAccount)
	s.subscribe(events)
	return s
}

// UseHooks sets who asks and tells the application. Call it before the first request.
func (s *Service) UseHooks(h *webhook.Hooks) { s.hooks = h }

// Register adds the commands.
func (s *Service) Register(r *api.Registry) {
	api.Handle(r, sns.FriendAdd, api.Admin|api.User, s.friendAdd)
	api.Handle(r, sns.FriendImport, api.Admin, s.friendImport)
	api.Handle(r, sns.FriendUpdate, api.Admin|api.User, s.friendUpdate)
	api.Handle(r, sns.FriendDelete, api.Admin|api.User, s.friendDelete)
	api.Handle(r, sns.FriendDeleteAll, api.Admin, s.friendDeleteAll)
	api.Handle(r, sns.FriendCheck, api.Admin|api.User, s.friendCheck)
	api.Handle(r, sns.FriendGet, api.Admin|api.User, s.friendGet)
	api.Handle(r, sns.FriendGetList, api.Admin|api.User, s.friendGetList)
	api.Handle(r, sns.FriendGetSpecified, api.User, s.friendGetSpecified)

	api.Handle(r, sns.FriendResponse, api.User, s.friendResponse)
	api.Handle(r, sns.PendencyGet, api.User, s.pendencyGet)
	api.Handle(r, sns.PendencyReport, api.User, s.pendencyReport)
	api.Handle(r, sns.PendencyDelete, api.User, s.pendencyDelete)

	api.Handle(r, sns.GroupAdd, api.Admin|api.User, s.groupAdd)
	api.Handle(r, sns.GroupDelete, api.Admin|api.User, s.groupDelete)
	api.Handle(r, sns.GroupGet, api.Admin|api.User, s.groupGet)
	api.Handle(r, sns.GroupUpdate, api.User, s.groupUpdate)

	api.Handle(r, sns.BlackListAdd, api.Admin|api.User, s.blackListAdd)
	api.Handle(r, sns.BlackListDelete, api.Admin|api.User, s.blackListDelete)
	api.Handle(r, sns.BlackListGet, api.Admin|api.User, s.blackListGet)
	api.Handle(r, sns.BlackListCheck, api.Admin|api.User, s.blackListCheck)

	api.Handle(r, follow.FollowAdd, api.Admin|api.User, s.followAdd)
	api.Handle(r, follow.FollowDelete, api.Admin|api.User, s.followDelete)
	api.Handle(r, follow.FollowCheck, api.Admin|api.User, s.followCheck)
	api.Handle(r, follow.FollowGet, api.Admin|api.User, s.followGet)
	api.Handle(r, follow.FollowGetInfo, api.Admin|api.User, s.followGetInfo)
}

// owner returns the user whom a request is about.
func (s *Service) owner(ctx context.Context, c *api.Caller, name string) (id.Account, error) {
	if c.Admin && name == "" {
		return id.Account{}, wire.Service("sns").BadParameter.With("From_Account is missing")
	}
	name, err := c.ActAs(name)
	if err != nil {
		return id.Account{}, err
	}
	a, err := s.accounts.Lookup(ctx, c.App.ID, name)
	if errors.Is(err, wire.ErrNoSuchAccount) {
		return a, sns.ErrNoSuchAccount.With("%q", name)
	}
	return a, err
}

// cause says on whose word a command changes relations.
func cause(c *api.Caller, command string) event.Cause {
	by := webhook.By(c)
	e := event.Cause{Command: command, IP: by.IP, Platform: by.Platform}
	if c.Admin {
		e.Admin = c.Account.Name
	}
	return e
}

// numbers returns the internal numbers of accounts.
func numbers(accounts map[string]id.Account) []uint64 {
	all := make([]uint64, 0, len(accounts))
	for _, a := range accounts {
		all = append(all, a.ID)
	}
	return all
}
