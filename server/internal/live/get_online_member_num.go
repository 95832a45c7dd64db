package live

import (
	"context"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/group"
	"github.com/teahouse-chat/teahouse/server/internal/roster"
	wire "github.com/teahouse-chat/teahouse/wire/group"
)

func (s *Service) getOnlineMemberNum(ctx context.Context, c *api.Caller, req *wire.GetOnlineMemberNumRequest) (*wire.GetOnlineMemberNumResponse, error) {
	st, err := s.groups.Stand(ctx, c, req.GroupID, "")
	if err != nil {
		return nil, err
	}
	g := st.Group
	if st.Rank == roster.None && !g.Rules().Found {
		return nil, wire.ErrNotPermitted.With("not a member")
	}
	resp := &wire.GetOnlineMemberNumResponse{ExpireTime: group.OnlineExpires}
	if g.Rules().Live { // who was cut is in it for a while
		resp.OnlineMemberNum = s.groups.Rooms.Count(g.Conv())
	} else {
		resp.OnlineMemberNum = s.groups.Hub.Present(g.Conv())
	}
	return resp, nil
}
