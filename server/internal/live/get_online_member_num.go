package live

import (
	"context"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/group"
	wire "github.com/teahouse-chat/teahouse/wire/group"
)

func (s *Service) getOnlineMemberNum(ctx context.Context, c *api.Caller, req *wire.GetOnlineMemberNumRequest) (*wire.GetOnlineMemberNumResponse, error) {
	g, err := s.groups.Find(ctx, c.App.ID, req.GroupID)
	if err != nil {
		return nil, err
	}
	resp := &wire.GetOnlineMemberNumResponse{ExpireTime: group.OnlineExpires}
	if g.Rules().Live { // who was cut is in it for a while
		resp.OnlineMemberNum = s.groups.Rooms.Count(g.Conv())
	} else {
		resp.OnlineMemberNum = s.groups.Hub.Present(g.Conv())
	}
	return resp, nil
}
