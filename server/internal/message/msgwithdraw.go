package message

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/id"
	"github.com/teahouse-chat/teahouse/server/internal/timeline"
	"github.com/teahouse-chat/teahouse/wire"
	"github.com/teahouse-chat/teahouse/wire/notice"
	"github.com/teahouse-chat/teahouse/wire/openim"
)

func (s *Service) msgWithdraw(ctx context.Context, c *api.Caller, req *openim.MsgWithdrawRequest) (*wire.Empty, error) {
	from, err := s.speaker(ctx, c, req.Msg.From)
	if err != nil {
		return nil, err
	}
	to, err := s.peer(ctx, c, req.Msg.To)
	if err != nil {
		return nil, err
	}
	key := openim.Key{Seq: req.Msg.MsgSeq, Random: req.Msg.MsgRandom, Time: req.Msg.MsgTimeStamp}
	limit := time.Duration(c.App.Settings.RecallSeconds) * time.Second
	return &wire.Empty{}, s.recall(ctx, recall{conv: id.Pair(c.App.ID, from.ID, to.ID), pos: pos(key), from: from, by: c.Account.Name, origin: c.Instance, limit: limit, limited: true})
}

// recall is a message to recall: sent by from, recalled in the name of by.
type recall struct {
	conv    id.Conv
	pos     timeline.Pos
	from    id.Account
	by      string
	origin  uint64
	limit   time.Duration // how old it may be, if limited
	limited bool
}

// recalled says that a message was recalled, and by which instance. It stands in
// for the timeline's event, which does not know the instance.
type recalled struct {
	message timeline.Message
	origin  uint64
}

func (s *Service) recall(ctx context.Context, r recall) error {
	err := s.log.Update(ctx, []timeline.Touch{timeline.InConv(r.conv)}, func(tx *timeline.Tx) error {
		m, err := tx.Get(r.conv, r.pos)
		if err != nil {
			return err
		}
		if m.From != r.from.ID {
			return timeline.ErrNoMessage
		}
		// A recalled message is said to be recalled, however old it is.
		if !m.Flags.Has(timeline.FlagRecalled) && r.limited && tx.Now().Sub(time.Unix(int64(m.Time), 0)) > r.limit {
			return openim.ErrRecallTime
		}
		if m, err = tx.Recall(r.conv, r.pos, r.by, ""); err != nil {
			return err
		}
		tx.Emit(recalled{m, r.origin})
		return keepRecall(tx, &m)
	})
	switch {
	case errors.Is(err, timeline.ErrNoMessage):
		return openim.ErrNoRecall
	case errors.Is(err, timeline.ErrRecalled):
		return openim.ErrRecalled
	}
	return err
}

// keepRecall puts the notice into both accounts' notice logs, for devices that
// are not online now.
func keepRecall(tx *timeline.Tx, m *timeline.Message) error {
	payload, err := json.Marshal(withdrawn(m))
	if err != nil {
		return err
	}
	for _, owner := range both(m) {
		if _, err := tx.Notice(m.Conv.App, owner.ID, timeline.Notice{Kind: notice.EventC2CNotify, Payload: payload}); err != nil {
			return err
		}
	}
	return nil
}
