package groupmsg

import (
	"context"
	"errors"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/timeline"
	base "github.com/teahouse-chat/teahouse/wire"
	wire "github.com/teahouse-chat/teahouse/wire/group"
)

func (s *Service) msgReadReport(ctx context.Context, c *api.Caller, req *wire.MsgReadReportRequest) (*base.Empty, error) {
	st, err := s.stand(ctx, c, req.GroupID, req.TopicID)
	if err != nil {
		return nil, err
	}
	s.looks(c, st.Group)
	conv := st.Group.Conv()
	err = s.groups.Timeline.Update(ctx, []timeline.Touch{timeline.OfAccount(conv.App, c.Account.ID)}, func(tx *timeline.Tx) error {
		_, _, err := tx.Read(conv, c.Account.ID, timeline.UpTo{Seq: req.MsgReadedSeq}, c.Instance)
		return err
	})
	if errors.Is(err, timeline.ErrNoPlace) {
		err = nil // nothing to read yet
	}
	return &base.Empty{}, err
}
