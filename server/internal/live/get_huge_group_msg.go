package live

import (
	"context"
	"encoding/json"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/roster"
	wire "github.com/teahouse-chat/teahouse/wire/group"
)

func (s *Service) getHugeGroupMsg(ctx context.Context, c *api.Caller, req *wire.GetHugeGroupMsgRequest) (*wire.GetHugeGroupMsgResponse, error) {
	st, err := s.stand(ctx, c, req.GroupID)
	if err != nil {
		return nil, err
	}
	if st.Rank == roster.None {
		return nil, wire.ErrNotPermitted.With("not in the room")
	}
	resp := &wire.GetHugeGroupMsgResponse{RspMsgList: []json.RawMessage{}}
	if n := c.App.Settings.LiveHistory; n > 0 {
		before := req.PullPreSeq
		if before == 1 {
			before = 0
		}
		resp.RspMsgList = s.groups.Rooms.Latest(st.Group.Conv(), n, before)
	}
	return resp, nil
}
