package live

import (
	"context"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	wire "github.com/teahouse-chat/teahouse/wire/group"
)

// mostListed is how many of a live room's members are listed, pageSize how many
// of them at a time.
const (
	mostListed = 1000
	pageSize   = 250
)

// getMembers pages by how many were listed: Timestamp is that number.
func (s *Service) getMembers(ctx context.Context, c *api.Caller, req *wire.GetMembersRequest) (*wire.GetMembersResponse, error) {
	g, err := s.groups.Find(ctx, c.App.ID, req.GroupID)
	if err != nil {
		return nil, err
	}
	if !g.Rules().Live {
		return nil, wire.ErrNotPermitted.With("this is no live group")
	}
	resp := &wire.GetMembersResponse{MemberList: []wire.OnlineMember{}}
	if req.Mark != nil {
		return resp, nil // no member has a mark
	}
	if req.Timestamp >= mostListed {
		return resp, nil
	}
	skip := int(req.Timestamp)
	page := s.groups.Rooms.Newest(g.Conv(), skip, min(pageSize, mostListed-skip))
	for _, m := range page {
		card := s.groups.Profiles.Card(ctx, m.Account)
		resp.MemberList = append(resp.MemberList, wire.OnlineMember{Account: m.Account.Name, JoinTime: m.Joined.Unix(),
			NickName: card.Nick, Avatar: card.FaceURL, FaceURL: card.FaceURL, Marks: []int{}})
	}
	if next := skip + len(page); len(page) == pageSize && next < mostListed && next < s.groups.Rooms.Count(g.Conv()) {
		resp.NextTimestamp = uint64(next)
	}
	return resp, nil
}
