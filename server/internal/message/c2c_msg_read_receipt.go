package message

import (
	"context"
	"errors"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/id"
	"github.com/teahouse-chat/teahouse/server/internal/timeline"
	"github.com/teahouse-chat/teahouse/server/internal/webhook"
	"github.com/teahouse-chat/teahouse/wire"
	"github.com/teahouse-chat/teahouse/wire/openim"
)

// receipted says that a reader sent receipts for messages of one sender: one
// notice for all of them, where the timeline has an event for each.
type receipted struct {
	reader   string
	messages []timeline.Message
	at       uint32
}

func (s *Service) c2cMsgReadReceipt(ctx context.Context, c *api.Caller, req *openim.C2CMsgReadReceiptRequest) (*wire.Empty, error) {
	reader, err := s.speaker(ctx, c, req.Operator)
	if err != nil {
		return nil, err
	}
	peer, err := s.peer(ctx, c, req.Peer)
	if err != nil {
		return nil, err
	}
	keys := make([]openim.Key, len(req.Msgs))
	for i := range req.Msgs {
		if keys[i], err = req.Msgs[i].Key(); err != nil {
			return nil, err
		}
	}
	conv := id.Pair(c.App.ID, reader.ID, peer.ID)
	return &wire.Empty{}, s.log.Update(ctx, []timeline.Touch{timeline.InConv(conv)}, func(tx *timeline.Tx) error {
		done := receipted{reader: reader.Name, at: uint32(tx.Now().Unix())}
		for _, key := range keys {
			m, err := tx.Get(conv, pos(key))
			if errors.Is(err, timeline.ErrNoMessage) || err == nil && !mayReceipt(&m, reader) {
				continue
			}
			if err != nil {
				return err
			}
			m, first, err := tx.Receipt(conv, pos(key))
			if err != nil {
				return err
			}
			if first {
				done.messages = append(done.messages, m)
			}
		}
		if len(done.messages) == 0 {
			return nil
		}
		tx.Emit(done)
		return webhook.InTimeline(tx, conv, s.toldOfReceipts(c, peer, &done))
	})
}

// mayReceipt tells whether a receipt for m is wanted, and from this reader.
func mayReceipt(m *timeline.Message, reader id.Account) bool {
	return m.Flags.Has(timeline.FlagNeedReadReceipt) && receiver(m).ID == reader.ID && m.From != reader.ID
}
