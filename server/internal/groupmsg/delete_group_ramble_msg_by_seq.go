package groupmsg

import (
	"context"
	"errors"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/timeline"
	base "github.com/teahouse-chat/teahouse/wire"
	wire "github.com/teahouse-chat/teahouse/wire/group"
)

func (s *Service) deleteGroupRambleMsgBySeq(ctx context.Context, c *api.Caller, req *wire.DeleteGroupRambleMsgBySeqRequest) (*base.Empty, error) {
	if _, err := c.ActAs(req.Deleter); err != nil {
		return nil, wire.ErrNotPermitted.With("for another account")
	}
	g, err := s.groups.Find(ctx, c.App.ID, req.GroupID)
	if err != nil {
		return nil, err
	}
	if !g.Rules().History {
		return nil, wire.ErrNoLiveDelete
	}
	st, err := s.stand(ctx, c, req.GroupID, req.TopicID)
	if err != nil {
		return nil, err
	}
	conv := st.Group.Conv()
	err = s.groups.Timeline.Update(ctx, []timeline.Touch{timeline.OfAccount(conv.App, c.Account.ID)}, func(tx *timeline.Tx) error {
		for _, seq := range req.Seqs {
			err := tx.Hide(conv, c.Account.ID, timeline.Seq(uint64(seq)))
			if err != nil && !errors.Is(err, timeline.ErrNoMessage) {
				return err
			}
		}
		return nil
	})
	return &base.Empty{}, err
}
