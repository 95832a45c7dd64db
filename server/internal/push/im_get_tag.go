package push

import (
	"context"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/id"
	"github.com/teahouse-chat/teahouse/server/internal/store"
	"github.com/teahouse-chat/teahouse/wire/push"
)

func (s *Service) imGetTag(ctx context.Context, c *api.Caller, req *push.UsersRequest) (*push.ImGetTagResponse, error) {
	found, missing, err := s.users(ctx, c, req.To)
	if err != nil {
		return nil, err
	}
	var tags map[uint64][]string
	err = s.DB.View(ctx, func(tx *store.Tx) (err error) {
		tags, err = tagsOf(tx, c.App.ID, numbers(found))
		return err
	})
	resp := &push.ImGetTagResponse{UserTags: []push.UserTags{}, ErrorList: missing}
	for _, name := range req.To {
		if a, ok := found[name]; ok {
			resp.UserTags = append(resp.UserTags, push.UserTags{To: name, Tags: append([]string{}, tags[a.ID]...)})
		}
	}
	return resp, err
}

func numbers(found map[string]id.Account) []uint64 {
	all := make([]uint64, 0, len(found))
	for _, a := range found {
		all = append(all, a.ID)
	}
	return all
}
