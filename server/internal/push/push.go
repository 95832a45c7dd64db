// Package push owns pushes to all accounts of an application, and the attributes and
// tags by which those are chosen whom a push is for.
//
// A push is one row. Those who are online are shown it at once, by each node to its
// own sessions; an account that comes online asks for the pushes above its place. So a
// push costs nothing for an account that is not there, and a crash loses nothing: what
// was not told yet is told at the next login. Its audience is counted afterwards, a
// page of accounts at a time, and goes on where it was.
package push

import (
	"context"
	"log/slog"
	"sync"

	"github.com/teahouse-chat/teahouse/server/internal/account"
	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/deliver"
	"github.com/teahouse-chat/teahouse/server/internal/event"
	"github.com/teahouse-chat/teahouse/server/internal/id"
	"github.com/teahouse-chat/teahouse/server/internal/job"
	"github.com/teahouse-chat/teahouse/server/internal/store"
	"github.com/teahouse-chat/teahouse/server/internal/timeline"
	"github.com/teahouse-chat/teahouse/wire"
	"github.com/teahouse-chat/teahouse/wire/push"
)

// Parts are what the service is made of.
type Parts struct {
	DB       *store.DB
	Accounts *account.Service
	Hub      *deliver.Hub
	Log      *slog.Logger
	// Show shows a message that is in no timeline to its receiver.
	Show func(ctx context.Context, m *timeline.Message)
}

// Service is the push room. Follow does its work.
type Service struct {
	Parts
	reading sync.Mutex // one refresh at a time

	mu      sync.Mutex
	version int64                // of the newest row that is known
	waiting map[uint32][]*pushed // what is still told, by application, in order
	fresh   []*pushed            // not yet told to those online
	came    map[id.Account]bool  // came online, and not yet told
	loop    *job.Loop
	revokes map[uint32]int64 // milliseconds of the last revocation

	batches batches
}

// New returns the service, which hears of logins.
func New(p Parts, events *event.Hub) *Service {
	s := &Service{Parts: p, waiting: map[uint32][]*pushed{}, came: map[id.Account]bool{},
		loop: job.NewLoop("pushes to all", lookEvery, p.Log), revokes: map[uint32]int64{}}
	event.On(events, func(_ context.Context, e event.SessionOpened) { s.opened(e.Account) })
	p.Accounts.OnDelete(func(ctx context.Context, a id.Account) error {
		return p.DB.Update(ctx, func(tx *store.Tx) error { return deleteAccount(tx, a) })
	})
	return s
}

// Register adds the commands.
func (s *Service) Register(r *api.Registry) {
	api.Handle(r, push.ImPush, api.Admin, s.imPush)
	api.Handle(r, push.Batch, api.Admin, s.batch, api.PerSecond(40))
	api.Handle(r, push.Revoke, api.Admin, s.revoke)
	api.Handle(r, push.ImGetPushReport, api.Admin, s.imGetPushReport, api.PerSecond(100))

	api.Handle(r, push.ImSetAttrName, api.Admin, s.imSetAttrName, api.PerSecond(100))
	api.Handle(r, push.ImGetAttrName, api.Admin, s.imGetAttrName, api.PerSecond(100))
	api.Handle(r, push.ImSetAttr, api.Admin, s.imSetAttr, api.PerSecond(100))
	api.Handle(r, push.ImGetAttr, api.Admin, s.imGetAttr, api.PerSecond(100))
	api.Handle(r, push.ImRemoveAttr, api.Admin, s.imRemoveAttr, api.PerSecond(100))
	api.Handle(r, push.ImAddTag, api.Admin, s.imAddTag, api.PerSecond(100))
	api.Handle(r, push.ImGetTag, api.Admin, s.imGetTag, api.PerSecond(100))
	api.Handle(r, push.ImRemoveTag, api.Admin, s.imRemoveTag, api.PerSecond(100))
	api.Handle(r, push.ImRemoveAllTags, api.Admin, s.imRemoveAllTags, api.PerSecond(100))
}

// users looks up the accounts of a batch, and says which do not exist.
func (s *Service) users(ctx context.Context, c *api.Caller, names []string) (map[string]id.Account, []push.UserError, error) {
	found, err := s.Accounts.LookupAll(ctx, c.App.ID, names)
	var missing []push.UserError
	for _, name := range names {
		if _, ok := found[name]; !ok {
			missing = append(missing, push.UserError{To: name, ErrorCode: wire.ErrNoSuchAccount.Code, ErrorInfo: wire.ErrNoSuchAccount.Info})
		}
	}
	return found, missing, err
}
