package live

import (
	"context"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/roster"
	wire "github.com/teahouse-chat/teahouse/wire/group"
)

// mostListed is how many of a live room's members are listed, fewest if the setting
// live_members is off, and pageSize how many of them at a time.
const (
	mostListed = 1000
	fewest     = 30
	pageSize   = 250
)

// getMembers pages by how many were listed: Timestamp is that number.
func (s *Service) getMembers(ctx context.Context, c *api.Caller, req *wire.GetMembersRequest) (*wire.GetMembersResponse, error) {
	st, err := s.stand(ctx, c, req.GroupID)
	if err != nil {
		return nil, err
	}
	if st.Rank == roster.None {
		return nil, wire.ErrNotPermitted.With("not in the room")
	}
	most, mark := mostListed, 0
	if !c.App.Settings.LiveMembers {
		most = fewest
	}
	if req.Mark != nil {
		mark = *req.Mark
	}
	resp := &wire.GetMembersResponse{MemberList: []wire.OnlineMember{}}
	if req.Timestamp >= uint64(most) {
		return resp, nil
	}
	skip := int(req.Timestamp)
	page, more := s.groups.Rooms.Newest(st.Group.Conv(), mark, skip, min(pageSize, most-skip))
	for _, m := range page {
		card := s.groups.Profiles.Card(ctx, m.Account)
		resp.MemberList = append(resp.MemberList, wire.OnlineMember{Account: m.Account.Name, JoinTime: m.Joined.Unix(),
			NickName: card.Nick, Avatar: card.FaceURL, FaceURL: card.FaceURL, Marks: append([]int{}, m.Marks...)})
	}
	if next := skip + len(page); more && next < most {
		resp.NextTimestamp = uint64(next)
	}
	return resp, nil
}
