package conversation

import (
	"context"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/id"
	"github.com/teahouse-chat/teahouse/wire/recent"
)

func (s *Service) getList(ctx context.Context, c *api.Caller, req *recent.GetListRequest) (*recent.GetListResponse, error) {
	owner, err := s.owner(ctx, c, req.From)
	if err != nil {
		return nil, err
	}
	if s.opts.CatchUp != nil {
		if err := s.opts.CatchUp(ctx, owner); err != nil {
			return nil, err
		}
	}
	all, err := s.lists(ctx, owner)
	if err != nil {
		return nil, err
	}
	if req.AssistFlags&recent.AssistEmpty == 0 {
		all = withMessages(all)
	}
	items, next := page(all, at{req.TimeStamp, req.StartIndex})
	resp := &recent.GetListResponse{SessionItem: []recent.ListedSession{}, CompleteFlag: bit(next == at{}),
		TimeStamp: next.time, StartIndex: next.index}
	for i := range items {
		e := &items[i]
		item := recent.ListedSession{Type: recent.C2C, To: e.peer.Name, MsgTime: e.time(), TopFlag: bit(e.Place.Pinned != 0)}
		if e.Conv.Kind == id.Group {
			item.Type, item.GroupId = recent.Group, e.group.ID
		}
		resp.SessionItem = append(resp.SessionItem, item)
	}
	return resp, nil
}

func withMessages(all []entry) []entry {
	var some []entry
	for i := range all {
		if all[i].Last != nil {
			some = append(some, all[i])
		}
	}
	return some
}
