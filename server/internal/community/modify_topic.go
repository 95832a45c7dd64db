package community

import (
	"context"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/group"
	"github.com/teahouse-chat/teahouse/server/internal/store"
	"github.com/teahouse-chat/teahouse/server/internal/topic"
	base "github.com/teahouse-chat/teahouse/wire"
	wire "github.com/teahouse-chat/teahouse/wire/group"
)

func (s *Service) modifyTopic(ctx context.Context, c *api.Caller, req *wire.ModifyTopicRequest) (*base.Empty, error) {
	st, err := s.standIn(ctx, c, req.GroupID, req.TopicID, req.From)
	if err != nil {
		return nil, err
	}
	if err := mayModify(&st, req); err != nil {
		return nil, err
	}
	in := st.Group
	tip := s.groups.NewTip(ctx, wire.TipTopic, st.Actor)
	return &base.Empty{}, s.groups.Change(ctx, in.App, func(tx *store.Tx) (*group.Aftermath, error) {
		g, err := group.LockIn(tx, in)
		if err != nil {
			return nil, err
		}
		news, show := modify(g.Topic, req, g.Tips(&c.App.Settings))
		if news == nil {
			return nil, nil // all is as it was
		}
		said := tip
		said.NewTopic = news
		return group.NewAftermath(g, 0).Hook(s.toldChanged(c, st, news)).Say(show, st.From(), said), topic.Save(tx, g.Topic)
	})
}

// mayModify tells whether somebody may change what a request changes: what all may
// do in the topic is a matter of its own.
func mayModify(st *group.Standing, req *wire.ModifyTopicRequest) error {
	if req.DefaultPermission != nil {
		if err := may(st, group.Permitting, "change permissions in the topic"); err != nil {
			return err
		}
	}
	if req.MuteAll() == "" && req.TopicName == nil && req.FaceURL == nil && req.Notification == nil && req.Introduction == nil && req.CustomString == nil {
		return nil
	}
	return may(st, group.Topicing, "manage the topic")
}

// modify changes t as a request says. It returns what members are told of it and
// how; nil if nothing changed.
func modify(t *topic.Topic, req *wire.ModifyTopicRequest, tips group.Tips) (*wire.NewTopic, group.Showing) {
	news, texts, options, silent := &wire.NewTopic{}, false, false, false
	setText := func(field *string, value *string, show **string) {
		if value != nil && *field != *value {
			*field, *show, texts = *value, value, true
		}
	}
	var name *string
	setText(&t.Name, req.TopicName, &name)
	if name != nil {
		news.TopicName = *name
	}
	setText(&t.Introduction, req.Introduction, &news.TopicIntroduction)
	setText(&t.Notification, req.Notification, &news.TopicNotification)
	setText(&t.FaceURL, req.FaceURL, &news.TopicFaceURL)
	setText(&t.Custom, req.CustomString, &news.CustomString)
	if v := req.MuteAll(); v != "" && (v == wire.On) != t.MuteAll {
		t.MuteAll, options = v == wire.On, true
		news.ShutupAll = new(flag(t.MuteAll))
	}
	if v := req.DefaultPermission; v != nil && *v != t.Permission {
		t.Permission, silent = *v, true
	}
	switch {
	case texts:
		return news, tips.Texts
	case options:
		return news, tips.Options
	case silent:
		return news, group.Untold
	}
	return nil, group.Untold
}

func flag(on bool) int {
	if on {
		return 1
	}
	return 0
}
