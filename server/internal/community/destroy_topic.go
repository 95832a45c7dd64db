package community

import (
	"context"
	"errors"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/group"
	"github.com/teahouse-chat/teahouse/server/internal/permit"
	"github.com/teahouse-chat/teahouse/server/internal/store"
	"github.com/teahouse-chat/teahouse/server/internal/topic"
	base "github.com/teahouse-chat/teahouse/wire"
	wire "github.com/teahouse-chat/teahouse/wire/group"
)

// destroyTopic ends topics; those that cannot be ended do not keep the others.
func (s *Service) destroyTopic(ctx context.Context, c *api.Caller, req *wire.DestroyTopicRequest) (*wire.DestroyTopicResponse, error) {
	st, err := s.stand(ctx, c, req.GroupID, "")
	if err != nil {
		return nil, err
	}
	standings := map[string]group.Standing{} // what the caller may do in each of them
	for _, topicID := range req.TopicIDList {
		in, err := s.groups.StandIn(ctx, c, req.GroupID, topicID, "")
		if base.CodeOf(err) < 0 {
			return nil, err
		}
		if err == nil {
			standings[topicID] = in
		}
	}
	var resp *wire.DestroyTopicResponse
	var gone []string
	err = s.groups.Change(ctx, st.Group.App, func(tx *store.Tx) (*group.Aftermath, error) {
		resp, gone = &wire.DestroyTopicResponse{}, nil
		if _, err := group.Lock(tx, st.Group.ID); err != nil {
			return nil, err
		}
		after := group.NewAftermath(st.Group, c.Instance)
		for _, topicID := range req.TopicIDList {
			t, err := end(tx, st, standings[topicID], topicID)
			if err == nil {
				after.Drops, gone = append(after.Drops, t.ID), append(gone, topicID)
			}
			code, info := base.CodeOf(err), ""
			if code < 0 {
				return nil, err
			}
			if err != nil {
				info = err.Error()
			}
			resp.Items = append(resp.Items, wire.DestroyedTopic{TopicID: topicID, ErrorCode: code, ErrorInfo: info})
		}
		return after.Hook(s.toldDestroyed(c, st, gone)), nil
	})
	if err != nil {
		return nil, err
	}
	if len(gone) > 0 {
		s.tellDestroyed(st.Group, st.Actor.Name, gone)
	}
	return resp, nil
}

// end deletes one topic.
func end(tx *store.Tx, st, in group.Standing, topicID string) (*topic.Topic, error) {
	if in.Group == nil || in.Group.Topic == nil {
		if err := may(&st, group.Topicing, "manage topics"); err != nil {
			return nil, err
		}
		return nil, wire.ErrNoSuchTopic
	}
	if err := may(&in, group.Topicing, "manage the topic"); err != nil {
		return nil, err
	}
	t, err := topic.ByName(tx, st.Group.App, topicID)
	if errors.Is(err, store.ErrNotFound) || err == nil && t.Group != st.Group.ID {
		return nil, wire.ErrNoSuchTopic
	}
	if err != nil {
		return nil, err
	}
	if err := permit.ForgetTopic(tx, t.Group, t.ID); err != nil {
		return nil, err
	}
	return t, topic.Delete(tx, t)
}
