package community

import (
	"context"
	"crypto/rand"
	"errors"
	"time"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/group"
	"github.com/teahouse-chat/teahouse/server/internal/store"
	"github.com/teahouse-chat/teahouse/server/internal/topic"
	"github.com/teahouse-chat/teahouse/server/internal/webhook"
	wire "github.com/teahouse-chat/teahouse/wire/group"
)

func (s *Service) createTopic(ctx context.Context, c *api.Caller, req *wire.CreateTopicRequest) (*wire.CreateTopicResponse, error) {
	st, err := s.stand(ctx, c, req.GroupID, req.From)
	if err != nil {
		return nil, err
	}
	if err := may(&st, group.Topicing, "manage topics"); err != nil {
		return nil, err
	}
	if err := s.askCreate(ctx, c, st, req); err != nil {
		return nil, err
	}
	t, err := s.insert(ctx, st.Group, req, time.Now(), func(t *topic.Topic) *webhook.Event { return s.toldCreated(ctx, c, st, t) })
	if err != nil {
		return nil, err
	}
	s.tellCreated(st.Group.Within(t), st.Actor.Name)
	return &wire.CreateTopicResponse{TopicID: t.TopicID}, nil
}

// insert makes a topic; told says what the application is told of it. Errors: wire.ErrTopicTaken, wire.ErrTopics.
func (s *Service) insert(ctx context.Context, g *group.Group, req *wire.CreateTopicRequest, created time.Time, told func(t *topic.Topic) *webhook.Event) (*topic.Topic, error) {
	number, err := s.groups.NewID(ctx)
	if err != nil {
		return nil, err
	}
	t := &topic.Topic{ID: number, App: g.App, Group: g.ID, TopicID: req.TopicID, Name: req.TopicName,
		Introduction: req.Introduction, Notification: req.Notification, FaceURL: req.FaceURL, Custom: req.CustomString,
		Created: created.Truncate(time.Millisecond)}
	if t.TopicID == "" {
		t.TopicID = wire.MadeTopicID(g.GroupID, rand.Text()[:12])
	}
	said := told(t)
	return t, s.groups.Change(ctx, g.App, func(tx *store.Tx) (*group.Aftermath, error) {
		if _, err := group.Lock(tx, g.ID); err != nil {
			return nil, err
		}
		switch _, err := topic.ByName(tx, g.App, t.TopicID); {
		case err == nil:
			return nil, wire.ErrTopicTaken
		case !errors.Is(err, store.ErrNotFound):
			return nil, err
		}
		n, err := topic.Count(tx, g.ID)
		if err == nil && n >= mostTopics {
			err = wire.ErrTopics.With("at most %d", mostTopics)
		}
		if err != nil {
			return nil, err
		}
		return group.NewAftermath(g, 0).Hook(said), topic.Insert(tx, t)
	})
}
