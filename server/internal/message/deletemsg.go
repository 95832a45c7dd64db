package message

import (
	"context"
	"encoding/json"
	"math"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/timeline"
	"github.com/teahouse-chat/teahouse/wire"
	"github.com/teahouse-chat/teahouse/wire/openim"
)

// noticeName is what clients know of a stored notice.
type noticeName struct {
	seq    uint64
	random uint32
}

func (s *Service) deleteMsg(ctx context.Context, c *api.Caller, req *openim.DeleteMsgRequest) (*wire.Empty, error) {
	gone := map[noticeName]bool{}
	for _, ref := range req.List {
		gone[noticeName{ref.MsgSeq, ref.MsgRandom}] = true
	}
	_, _, last, err := s.log.Notices(ctx, c.App.ID, c.Account.ID, math.MaxUint64, 1)
	if err != nil {
		return nil, err
	}
	// Only what a first sync would still show needs to go.
	entries, _, _, err := s.log.Notices(ctx, c.App.ID, c.Account.ID, last-min(last, syncPage), syncPage)
	if err != nil {
		return nil, err
	}
	var numbers []uint64
	for i := range entries {
		if entries[i].Message == nil && named(entries[i].Payload, gone) {
			numbers = append(numbers, entries[i].Number)
		}
	}
	if len(numbers) == 0 {
		return &wire.Empty{}, nil
	}
	return &wire.Empty{}, s.log.Update(ctx, []timeline.Touch{timeline.OfAccount(c.App.ID, c.Account.ID)}, func(tx *timeline.Tx) error {
		for _, n := range numbers {
			if err := tx.DropNotice(c.App.ID, c.Account.ID, n); err != nil {
				return err
			}
		}
		return nil
	})
}

// named tells whether an event holds a notice of one of the names.
func named(payload json.RawMessage, names map[noticeName]bool) bool {
	var e struct {
		GroupTips []struct {
			MsgSeq, ClientSeq uint64
			MsgRandom         uint32
		}
	}
	if json.Unmarshal(payload, &e) != nil {
		return false
	}
	for _, n := range e.GroupTips {
		if names[noticeName{n.ClientSeq, n.MsgRandom}] || names[noticeName{n.MsgSeq, n.MsgRandom}] {
			return true
		}
	}
	return false
}
