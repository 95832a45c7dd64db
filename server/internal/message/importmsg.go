package message

import (
	"context"
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
	m, err := imported(c, from, to, req)
	if err != nil {
		return nil, err
	}
	if req.Live() {
		// A live import keeps no time of its own: its place is the end of the
		// conversation. What is there already is a repeat all the same.
		_, err := s.log.Get(ctx, conv, m.Pos())
		if err == nil {
			return &wire.Empty{}, nil
		}
		m.Flags &^= timeline.FlagImported
	}
	_, _, err = s.log.Append(ctx, m, timeline.Repeat{})
	return &wire.Empty{}, err
}

func imported(c *api.Caller, from, to id.Account, req *openim.ImportMsgRequest) (timeline.Message, error) {
	m, err := newMessage(c, from, to, &openim.SendMsgRequest{MsgSeq: req.MsgSeq, MsgRandom: req.MsgRandom,
		MsgBody: req.MsgBody, CloudCustomData: req.CloudCustomData})
	if err != nil {
		return m, err
	}
	m.Time = uint32(*req.MsgTimeStamp)
	if m.Time == 0 || int64(m.Time) > time.Now().Unix() {
		return m, openim.ErrMsgTime.With("%d lies in the future", m.Time)
	}
	m.Flags |= timeline.FlagImported
	return m, nil
}
