package message

import (
	"context"
	"encoding/json"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/timeline"
	"github.com/teahouse-chat/teahouse/wire"
	"github.com/teahouse-chat/teahouse/wire/openim"
)

func (s *Service) deleteMsg(ctx context.Context, c *api.Caller, req *openim.DeleteMsgRequest) (*wire.Empty, error) {
	var gone []uint64
	for i := range req.List {
		there, err := s.isNotice(ctx, c, &req.List[i])
		if err != nil {
			return nil, err
		}
		if there {
			gone = append(gone, req.List[i].MsgSeq)
		}
	}
	if len(gone) == 0 {
		return &wire.Empty{}, nil
	}
	return &wire.Empty{}, s.log.Update(ctx, []timeline.Touch{timeline.OfAccount(c.App.ID, c.Account.ID)}, func(tx *timeline.Tx) error {
		for _, n := range gone {
			if err := tx.DropNotice(c.App.ID, c.Account.ID, n); err != nil {
				return err
			}
		}
		return nil
	})
}

// isNotice tells whether ref names a stored notice of the caller: its number in
// the notice log and its MsgRandom.
func (s *Service) isNotice(ctx context.Context, c *api.Caller, ref *openim.NoticeRef) (bool, error) {
	if ref.MsgSeq == 0 {
		return false, nil
	}
	entries, _, _, err := s.log.Notices(ctx, c.App.ID, c.Account.ID, ref.MsgSeq-1, 1)
	if err != nil || len(entries) == 0 || entries[0].Number != ref.MsgSeq || entries[0].Message != nil {
		return false, err
	}
	var item struct{ MsgRandom uint32 }
	return json.Unmarshal(entries[0].Payload, &item) == nil && item.MsgRandom == ref.MsgRandom, nil
}
