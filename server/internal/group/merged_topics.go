package group

import (
	"context"
	"time"

	"github.com/teahouse-chat/teahouse/server/internal/deliver"
	"github.com/teahouse-chat/teahouse/server/internal/id"
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
// client that was cut goes on where it was. It costs a query at most, whatever the
// account's groups are.
func (s *Service) openAgain(ctx context.Context, session *deliver.Session, a id.Account) error {
	places, err := s.Timeline.Places(ctx, a.App, a.ID)
	if err != nil {
		return err
	}
	oldest := time.Now().Add(-readsOn).Unix()
	var read []uint64
	for _, p := range places {
		if p.Conv.Kind == id.Group && int64(p.ReadTime) >= oldest {
			read = append(read, p.Conv.A)
		}
	}
	topics, err := s.Topics.Among(ctx, read)
	for _, t := range topics {
		session.Open(id.GroupConv(a.App, t.Group), t.ID)
	}
	return err
}
