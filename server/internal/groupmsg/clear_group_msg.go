package groupmsg

import (
	"context"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/timeline"
	base "github.com/teahouse-chat/teahouse/wire"
	wire "github.com/teahouse-chat/teahouse/wire/group"
)

func (s *Service) clearGroupMsg(ctx context.Context, c *api.Caller, req *wire.ClearGroupMsgRequest) (*base.Empty, error) {
	st, err := s.groups.Stand(ctx, c, req.GroupID, "")
	if err != nil {
		return nil, err
	}
	if st.Group.Rules().Community {
		return nil, wire.ErrNotPermitted.With("communities keep their history")
	}
	conv := st.Group.Conv()
	err = s.groups.Timeline.Update(ctx, []timeline.Touch{timeline.InConv(conv)}, func(tx *timeline.Tx) error {
		return tx.ClearAll(conv, req.MsgSeq)
	})
	return &base.Empty{}, dropped(err)
}
