package groupmsg

import (
	"context"
	"encoding/json"
	"errors"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/timeline"
	base "github.com/teahouse-chat/teahouse/wire"
	wire "github.com/teahouse-chat/teahouse/wire/group"
)

// pinMessage lets any member pin a message that it sees.
func (s *Service) pinMessage(ctx context.Context, c *api.Caller, req *wire.PinMessageRequest) (*base.Empty, error) {
	st, by, err := s.pinStand(ctx, c, req.GroupID, req.TopicID, req.Pinner)
	if err != nil {
		return nil, err
	}
	conv, pos := st.Group.Conv(), timeline.Seq(req.MsgSeq)
	seen, err := s.seen(ctx, c, st, req.MsgSeq)
	if err != nil {
		return nil, err
	}
	if len(seen) == 0 {
		return nil, wire.ErrNoMessage
	}
	err = s.groups.Timeline.Update(ctx, []timeline.Touch{timeline.InConv(conv)}, func(tx *timeline.Tx) error {
		m, err := tx.Get(conv, pos)
		if err == nil && m.Flags&(timeline.FlagRecalled|timeline.FlagTip) != 0 {
			err = timeline.ErrNoMessage
		}
		if err != nil {
			return err
		}
		there, err := tx.Side(conv, timeline.Pos{}, sidePin, seqKey(m.Seq))
		if err != nil {
			return err
		}
		if there != nil {
			return wire.ErrPinned
		}
		others, err := dropPins(tx, conv)
		if err != nil {
			return err
		}
		if others >= wire.MaxPins {
			return wire.ErrPins
		}
		value, err := json.Marshal(pin{Seq: m.Seq, Pinner: by.Name, At: tx.Now().UnixMicro()})
		if err != nil {
			return err
		}
		tx.Emit(pinned{m, by, true})
		return tx.SetSide(conv, timeline.Pos{}, sidePin, seqKey(m.Seq), value)
	})
	if errors.Is(err, timeline.ErrNoMessage) {
		err = wire.ErrNoMessage
	}
	return &base.Empty{}, dropped(err)
}
