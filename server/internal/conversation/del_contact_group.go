package conversation

import (
	"context"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/store"
	"github.com/teahouse-chat/teahouse/wire/notice"
	"github.com/teahouse-chat/teahouse/wire/recent"
)

func (s *Service) delContactGroup(ctx context.Context, c *api.Caller, req *recent.DelContactGroupRequest) (*recent.DelContactGroupResponse, error) {
	owner, err := s.owner(ctx, c, req.From)
	if err != nil {
		return nil, err
	}
	var gone recent.GroupItem
	err = s.db.Update(ctx, func(tx *store.Tx) error {
		g, err := groupNamed(tx, owner, req.GroupName[0])
		if err != nil {
			return err
		}
		gone = g
		return deleteGroup(tx, owner, g.GroupId)
	})
	if err != nil {
		return nil, err
	}
	s.tell(owner, c.Instance, notice.RecentContact{PushType: notice.ContactGroupGone,
		GroupGone: &notice.ContactGroupsGone{Groups: []notice.ContactGroupItem{gone}}})
	return &recent.DelContactGroupResponse{Groups: []recent.GroupItem{gone}}, nil
}
