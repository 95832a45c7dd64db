// Package moderation owns who may not speak anywhere (global mutes) and which words
// may not be said (word lists). Both are asked on the path of a message and answered
// from memory: exact on the node that changed them, elsewhere at most a second old.
package moderation

import (
	"context"
	"crypto/rand"
	"fmt"
	"sync"
	"time"

	"github.com/teahouse-chat/teahouse/server/internal/account"
	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/id"
	"github.com/teahouse-chat/teahouse/server/internal/store"
	"github.com/teahouse-chat/teahouse/wire/moderation"
)

// stale is how old what is in memory may be before it is asked for again.
const stale = time.Second

// Service keeps mutes and words. A nil Service mutes nobody and screens nothing.
type Service struct {
	db       *store.DB
	accounts *account.Service

	mu   sync.Mutex
	apps map[uint32]*snapshot
}

// snapshot is what an application has; it is replaced, never changed.
type snapshot struct {
	version int64
	checked time.Time
	mutes   map[uint64]mute
	words   *matcher
}

// New returns the service.
func New(db *store.DB, accounts *account.Service) *Service {
	s := &Service{db: db, accounts: accounts, apps: map[uint32]*snapshot{}}
	accounts.OnDelete(func(ctx context.Context, a id.Account) error {
		return s.change(ctx, a.App, func(tx *store.Tx) error { return deleteMute(tx, a) })
	})
	return s
}

// Register adds the commands.
func (s *Service) Register(r *api.Registry) {
	api.Handle(r, moderation.SetNoSpeaking, api.Admin, s.setNoSpeaking)
	api.Handle(r, moderation.GetNoSpeaking, api.Admin, s.getNoSpeaking)
	api.Handle(r, moderation.AddLocalAuditKeywords, api.Admin, s.addLocalAuditKeywords)
	api.Handle(r, moderation.DeleteLocalAuditKeywords, api.Admin, s.deleteLocalAuditKeywords)
	api.Handle(r, moderation.GetLocalAuditKeywords, api.Admin, s.getLocalAuditKeywords)
	api.Handle(r, moderation.ContentModeration, api.Admin, s.contentModeration)
	api.Handle(r, moderation.BatchContentModeration, api.Admin, s.batchContentModeration)
	api.Handle(r, moderation.GetCloudAuditKeywordsIds, api.Admin, s.getCloudAuditKeywordsIds)
	api.Handle(r, moderation.GetCloudAuditKeywords, api.Admin, s.getCloudAuditKeywords)
	api.Handle(r, moderation.AddCloudAuditKeywords, api.Admin, s.addCloudAuditKeywords)
	api.Handle(r, moderation.DeleteCloudAuditKeywords, api.Admin, s.deleteCloudAuditKeywords)
}

// change changes what an application has. Once it returns, this node goes by it.
func (s *Service) change(ctx context.Context, app uint32, f func(tx *store.Tx) error) error {
	err := s.db.Update(ctx, func(tx *store.Tx) error {
		if err := raise(tx, app); err != nil {
			return err
		}
		return f(tx)
	})
	if err != nil {
		return err
	}
	_, err = s.read(ctx, app)
	return err
}

// of returns what an application has, from memory if that is fresh.
func (s *Service) of(ctx context.Context, app uint32) (*snapshot, error) {
	s.mu.Lock()
	now := s.apps[app]
	s.mu.Unlock()
	if now != nil && time.Since(now.checked) < stale {
		return now, nil
	}
	return s.read(ctx, app)
}

// read takes what an application has from the records, all of it only if it changed.
func (s *Service) read(ctx context.Context, app uint32) (*snapshot, error) {
	s.mu.Lock()
	old := s.apps[app]
	s.mu.Unlock()
	fresh := &snapshot{checked: time.Now()}
	err := s.db.View(ctx, func(tx *store.Tx) (err error) {
		if fresh.version, err = version(tx, app); err != nil {
			return err
		}
		if old != nil && old.version == fresh.version {
			fresh.mutes, fresh.words = old.mutes, old.words
			return nil
		}
		if fresh.mutes, err = mutesOf(tx, app, fresh.checked); err != nil {
			return err
		}
		words, err := wordsOf(tx, app)
		fresh.words = newMatcher(words)
		return err
	})
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if known := s.apps[app]; known != nil && known.version > fresh.version {
		return known, nil
	}
	s.apps[app] = fresh
	return fresh, nil
}

// requestID names a request in the form of a UUID.
func requestID() *moderation.RequestID {
	var b [16]byte
	rand.Read(b[:])
	b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80
	return &moderation.RequestID{RequestId: fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])}
}
