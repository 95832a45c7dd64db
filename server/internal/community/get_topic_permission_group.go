package community

import (
	"context"
	"slices"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	wire "github.com/teahouse-chat/teahouse/wire/group"
)

// getTopicPermissionGroup shows members what a permission group may do in topics.
func (s *Service) getTopicPermissionGroup(ctx context.Context, c *api.Caller, req *wire.GetTopicPermissionGroupRequest) (*wire.TopicPermissionResponse, error) {
	st, err := s.standPermits(ctx, c, req.GroupID)
	if err != nil {
		return nil, err
	}
	p, err := s.find(ctx, st.Group, req.PermissionGroupID)
	if err != nil {
		return nil, err
	}
	topics, err := s.groups.Topics.Of(ctx, st.Group.ID)
	if err != nil {
		return nil, err
	}
	resp := &wire.TopicPermissionResponse{Results: []wire.TopicPermissionResult{}}
	known := map[string]bool{}
	for _, t := range topics {
		bits, has := p.Topics[t.ID]
		known[t.TopicID] = has
		if has && (len(req.TopicIDList) == 0 || slices.Contains(req.TopicIDList, t.TopicID)) {
			resp.Results = append(resp.Results, wire.TopicPermissionResult{TopicID: t.TopicID, Permission: &bits})
		}
	}
	for _, name := range req.TopicIDList {
		if has, there := known[name]; !there {
			resp.Results = append(resp.Results, wire.TopicPermissionResult{TopicID: name, ErrorCode: wire.ErrNoSuchTopic.Code, ErrorInfo: wire.ErrNoSuchTopic.Info})
		} else if !has {
			resp.Results = append(resp.Results, wire.TopicPermissionResult{TopicID: name, Permission: new(int64(0))})
		}
	}
	return resp, nil
}
