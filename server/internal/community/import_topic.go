package community

import (
	"context"
	"time"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/topic"
	"github.com/teahouse-chat/teahouse/server/internal/webhook"
	wire "github.com/teahouse-chat/teahouse/wire/group"
)

func (s *Service) importTopic(ctx context.Context, c *api.Caller, req *wire.ImportTopicRequest) (*wire.CreateTopicResponse, error) {
	st, err := s.stand(ctx, c, req.GroupID, req.From)
	if err != nil {
		return nil, err
	}
	created := time.Now()
	if t := time.Unix(req.CreateTime, 0); req.CreateTime != 0 && t.Before(created) {
		created = t
	}
	t, err := s.insert(ctx, st.Group, &req.CreateTopicRequest, created, func(*topic.Topic) *webhook.Event { return nil })
	if err != nil {
		return nil, err
	}
	return &wire.CreateTopicResponse{TopicID: t.TopicID}, nil
}
