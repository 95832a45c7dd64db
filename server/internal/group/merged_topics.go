package group

import (
	"context"
	"time"

	"github.com/teahouse-chat/teahouse/server/internal/deliver"
	"github.com/teahouse-chat/teahouse/server/internal/id"
	"github.com/teahouse-chat/teahouse/server/internal/roster"
)

// readsOn is how long after its last message that an account has read a topic counts
// as one that the account looks into.
const readsOn = 7 * 24 * time.Hour

// Merges tells whether a topic's messages are shown at once only to clients that look
// into it, because its community is large.
func (s *Service) Merges(ctx context.Context, g *Group) bool {
	if !g.SupportTopic || s.Apps == nil {
		return false
	}
	a, err := s.Apps.Get(g.App)
	if err != nil || a.Settings.TopicMergeFrom == 0 {
		return false
	}
	n, err := s.Roster.Count(ctx, g.ID)
	return err == nil && n >= a.Settings.TopicMergeFrom
}

// openAgain opens for a session the topics that its account has read lately, so that a
// client that was cut goes on where it was.
func (s *Service) openAgain(ctx context.Context, session *deliver.Session, a id.Account, all []roster.Member) error {
	merging := map[uint64]bool{}
	for _, m := range all {
		g, err := s.ByID(ctx, m.Group)
		if isNoGroup(err) {
			continue
		}
		if err != nil {
			return err
		}
		if s.Merges(ctx, g) {
			merging[g.ID] = true
		}
	}
	if len(merging) == 0 {
		return nil
	}
	places, err := s.Timeline.Places(ctx, a.App, a.ID)
	if err != nil {
		return err
	}
	oldest := time.Now().Add(-readsOn).Unix()
	for _, p := range places {
		if p.Conv.Kind != id.Group || int64(p.ReadTime) < oldest {
			continue
		}
		t, err := s.Topics.ByID(ctx, p.Conv.A)
		if err != nil {
			return err
		}
		if t != nil && merging[t.Group] {
			session.Open(id.GroupConv(a.App, t.Group), t.ID)
		}
	}
	return nil
}
