package community

import (
	"context"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/group"
	"github.com/teahouse-chat/teahouse/server/internal/topic"
	"github.com/teahouse-chat/teahouse/server/internal/webhook"
	wire "github.com/teahouse-chat/teahouse/wire/group"
	hook "github.com/teahouse-chat/teahouse/wire/webhook"
)

// askCreate asks the application before a topic is made.
func (s *Service) askCreate(ctx context.Context, c *api.Caller, st group.Standing, req *wire.CreateTopicRequest) error {
	_, err := webhook.Ask(ctx, s.groups.Hooks, c, hook.GroupBeforeCreateTopic, func() *hook.GroupBeforeCreateTopicBody {
		return &hook.GroupBeforeCreateTopicBody{GroupID: st.Group.GroupID, Operator: st.Actor.Name, Type: st.Group.Type, Name: req.TopicName}
	})
	if err == webhook.ErrDropped { // that is for messages
		err = wire.ErrRefused
	}
	return err
}

func (s *Service) toldCreated(ctx context.Context, c *api.Caller, st group.Standing, t *topic.Topic) *webhook.Event {
	if !s.groups.Hooks.Wants(c.App, hook.GroupAfterCreateTopic) {
		return nil
	}
	owner, err := s.groups.Accounts.ByID(ctx, c.App.ID, []uint64{st.Group.Owner})
	if err != nil {
		s.groups.Log.Warn("owner of a community", "group", st.Group.GroupID, "error", err) // told without
	}
	return webhook.Of(s.groups.Hooks, c, hook.GroupAfterCreateTopic, func() *hook.GroupAfterCreateTopicBody {
		return &hook.GroupAfterCreateTopicBody{GroupID: st.Group.GroupID, TopicID: t.TopicID, Operator: st.Actor.Name,
			Owner: owner[st.Group.Owner].Name, Type: st.Group.Type, Name: t.Name, UserDefinedDataList: []hook.Field{}}
	})
}

func (s *Service) toldDestroyed(c *api.Caller, st group.Standing, gone []string) *webhook.Event {
	if len(gone) == 0 {
		return nil
	}
	return webhook.Of(s.groups.Hooks, c, hook.GroupAfterTopicDestroyed, func() *hook.GroupAfterTopicDestroyedBody {
		return &hook.GroupAfterTopicDestroyedBody{GroupID: st.Group.GroupID, Type: st.Group.Type, TopicIDList: gone}
	})
}

// toldChanged tells what changed of a topic's profile; mutes are no part of it.
func (s *Service) toldChanged(c *api.Caller, st group.Standing, news *wire.NewTopic) *webhook.Event {
	name := &news.TopicName
	if news.TopicName == "" {
		name = nil
	}
	if name == nil && news.TopicIntroduction == nil && news.TopicNotification == nil && news.TopicFaceURL == nil {
		return nil
	}
	return webhook.Of(s.groups.Hooks, c, hook.GroupAfterTopicInfoChanged, func() *hook.GroupAfterTopicInfoChangedBody {
		return &hook.GroupAfterTopicInfoChangedBody{GroupID: st.Group.GroupID, TopicID: st.Group.TopicID(), Type: st.Group.Type,
			Operator: st.Actor.Name, Name: name, Introduction: news.TopicIntroduction, Notification: news.TopicNotification, FaceURL: news.TopicFaceURL}
	})
}
