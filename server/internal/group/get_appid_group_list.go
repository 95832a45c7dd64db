package group

import (
	"context"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/store"
	"github.com/teahouse-chat/teahouse/wire/group"
)

// getAppidGroupList pages by the groups' internal numbers, which Next is.
func (s *Service) getAppidGroupList(ctx context.Context, c *api.Caller, req *group.GetAppidGroupListRequest) (*group.GetAppidGroupListResponse, error) {
	typ, limit := req.GroupType, req.Limit
	if typ != "" {
		var err error
		if typ, err = typeNamed(typ); err != nil {
			return nil, err
		}
	}
	if limit == 0 {
		limit = group.MaxListed
	}
	resp := &group.GetAppidGroupListResponse{Groups: []group.GroupID{}}
	return resp, s.DB.View(ctx, func(tx *store.Tx) (err error) {
		if resp.TotalCount, err = countGroups(tx, c.App.ID, typ); err != nil {
			return err
		}
		page, err := groupsAfter(tx, c.App.ID, typ, req.Next, limit)
		for _, one := range page {
			resp.Groups = append(resp.Groups, group.GroupID{GroupID: one.name})
		}
		if err == nil && len(page) == limit {
			resp.Next = page[limit-1].number
		}
		return err
	})
}
