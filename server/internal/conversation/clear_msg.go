package conversation

import (
	"context"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/timeline"
	"github.com/teahouse-chat/teahouse/wire"
	"github.com/teahouse-chat/teahouse/wire/recent"
)

func (s *Service) clearMsg(ctx context.Context, c *api.Caller, req *recent.ClearMsgRequest) (*wire.Empty, error) {
	owner, err := s.owner(ctx, c, req.From)
	if err != nil {
		return nil, err
	}
	convs, err := s.resolve(ctx, owner, []recent.Contact{req.Contact})
	if err != nil || convs[0].Kind == 0 {
		return &wire.Empty{}, err
	}
	return &wire.Empty{}, s.log.Update(ctx, []timeline.Touch{timeline.OfAccount(owner.App, owner.ID)}, func(tx *timeline.Tx) error {
		if _, there, err := tx.Place(convs[0], owner.ID); err != nil || !there {
			return err
		}
		return forget(tx, convs[0], owner.ID, true)
	})
}
