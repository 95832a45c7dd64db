package message

import (
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"time"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/id"
	"github.com/teahouse-chat/teahouse/server/internal/timeline"
	"github.com/teahouse-chat/teahouse/wire"
	"github.com/teahouse-chat/teahouse/wire/openim"
)

func (s *Service) importMsg(ctx context.Context, c *api.Caller, req *openim.ImportMsgRequest) (*wire.Empty, error) {
	from, to, conv, err := s.pairOf(ctx, c, req.From, req.To)
	if err != nil {
		return nil, err
	}
	m, err := s.imported(c, from, to, req)
	if err != nil {
		return nil, err
	}
	return &wire.Empty{}, s.log.Update(ctx, []timeline.Touch{timeline.InConv(conv)}, func(tx *timeline.Tx) error {
		m := m
		if req.Live() {
			// What is sent as of now takes the next free place, so a repeat has
			// to be looked for; what is history is recognised by its place.
			if _, err := tx.Get(conv, m.Pos()); !errors.Is(err, timeline.ErrNoMessage) {
				return err
			}
			m.Flags &^= timeline.FlagImported
		}
		_, _, err := tx.Append(m, timeline.Repeat{Never: true})
		return err
	})
}

// seqOf makes a MsgSeq of what a message is, so that a repeat is known as one.
func seqOf(m *timeline.Message) uint32 {
	h := fnv.New32a()
	fmt.Fprintf(h, "%d %d %d %s %s", m.From, m.Random, m.Time, m.CloudCustomData, m.Body)
	return h.Sum32()
}

func (s *Service) imported(c *api.Caller, from, to id.Account, req *openim.ImportMsgRequest) (timeline.Message, error) {
	m, err := s.newMessage(c, from, to, &openim.SendMsgRequest{MsgSeq: req.MsgSeq, MsgRandom: req.MsgRandom,
		MsgBody: req.MsgBody, CloudCustomData: req.CloudCustomData}, true)
	if err != nil {
		return m, err
	}
	m.Time = uint32(*req.MsgTimeStamp)
	if m.Time == 0 || int64(m.Time) > time.Now().Unix() {
		return m, openim.ErrMsgTime.With("%d lies in the future", m.Time)
	}
	m.Flags |= timeline.FlagImported
	if req.MsgSeq == nil {
		m.Seq = uint64(seqOf(&m))
	}
	return m, nil
}
