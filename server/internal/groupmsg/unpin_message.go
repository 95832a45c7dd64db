package groupmsg

import (
	"context"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/timeline"
	base "github.com/teahouse-chat/teahouse/wire"
	wire "github.com/teahouse-chat/teahouse/wire/group"
)

func (s *Service) unpinMessage(ctx context.Context, c *api.Caller, req *wire.UnpinMessageRequest) (*base.Empty, error) {
	st, by, err := s.pinStand(ctx, c, req.GroupID, req.TopicID, req.UnPinner)
	if err != nil {
		return nil, err
	}
	conv := st.Group.Conv()
	err = s.groups.Timeline.Update(ctx, []timeline.Touch{timeline.InConv(conv)}, func(tx *timeline.Tx) error {
		return unpin(tx, conv, req.MsgSeq, by)
	})
	return &base.Empty{}, dropped(err)
}
