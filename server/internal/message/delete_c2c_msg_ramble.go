package message

import (
	"context"
	"errors"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/id"
	"github.com/teahouse-chat/teahouse/server/internal/timeline"
	"github.com/teahouse-chat/teahouse/wire/openim"
)

func (s *Service) deleteC2CMsgRamble(ctx context.Context, c *api.Caller, req *openim.DeleteC2CMsgRambleRequest) (*openim.DeleteC2CMsgRambleResponse, error) {
	owner, err := s.speaker(ctx, c, req.View())
	if err != nil {
		return nil, err
	}
	peer, err := s.peer(ctx, c, req.Other())
	if err != nil {
		return nil, err
	}
	resp := &openim.DeleteC2CMsgRambleResponse{}
	var gone []timeline.Pos
	for _, text := range req.MsgKeyList {
		if key, err := openim.ParseKey(text); err == nil {
			gone = append(gone, pos(key))
		} else {
			resp.InvalidMsgKeyList = append(resp.InvalidMsgKeyList, text)
		}
	}
	conv := id.Pair(c.App.ID, owner.ID, peer.ID)
	return resp, s.log.Update(ctx, []timeline.Touch{timeline.OfAccount(owner.App, owner.ID)}, func(tx *timeline.Tx) error {
		for _, at := range gone {
			err := tx.Hide(conv, owner.ID, at)
			if err != nil && !errors.Is(err, timeline.ErrNoMessage) && !errors.Is(err, timeline.ErrNoPlace) {
				return err
			}
		}
		return nil
	})
}
