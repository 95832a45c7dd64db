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

func (s *Service) batchSendMsg(ctx context.Context, c *api.Caller, req *openim.BatchSendMsgRequest) (*openim.BatchSendMsgResponse, error) {
	from, err := s.speaker(ctx, c, req.From)
	if err != nil {
		return nil, err
	}
	found, err := s.screen(ctx, c, from, req.MsgBody, req.SendMsgControl)
	if err != nil {
		return nil, err
	}
	all, err := s.accounts.LookupAll(ctx, c.App.ID, req.To)
	if err != nil {
		return nil, err
	}
	messages, missing, err := s.batch(c, from, all, req)
	if err != nil {
		return nil, err
	}
	if len(messages) == 0 {
		return &openim.BatchSendMsgResponse{ErrorList: missing}, openim.ErrNotThere
	}
	for i := range messages {
		messages[i].Flags = messages[i].Flags.With(timeline.FlagRisk, found.Risk)
	}
	s.profiles.Card(ctx, from)
	if req.One("").OnlineOnly() {
		for i := range messages {
			s.passOn(ctx, c.App, messages[i])
		}
	} else if err := s.appendAll(ctx, messages); err != nil {
		return nil, err
	}
	resp := &openim.BatchSendMsgResponse{MsgKey: keyOf(&messages[0]).String(), MsgId: msgID(&messages[0]), ErrorList: missing}
	if len(missing) > 0 {
		resp.ActionStatus = "SomeError"
	}
	return resp, nil
}

// batch makes a copy of the message for each receiver that exists, once even if
// it is named twice. All have the same key.
func (s *Service) batch(c *api.Caller, from id.Account, all map[string]id.Account, req *openim.BatchSendMsgRequest) ([]timeline.Message, []openim.SendError, error) {
	var messages []timeline.Message
	var missing []openim.SendError
	now, seen := uint32(time.Now().Unix()), map[string]bool{}
	for _, name := range req.To {
		to, there := all[name]
		switch {
		case seen[name]:
			continue
		case !there:
			missing = append(missing, openim.SendError{To: name, ErrorCode: wire.ErrNoSuchAccount.Code})
			seen[name] = true
			continue
		}
		seen[name] = true
		m, err := s.newMessage(c, from, to, req.One(name), true)
		if err != nil {
			return nil, nil, err
		}
		m.Time = now
		if len(messages) > 0 {
			m.Seq = messages[0].Seq
		}
		messages = append(messages, m)
	}
	return messages, missing, nil
}

// appendAll stores messages of one sender in one batch.
func (s *Service) appendAll(ctx context.Context, messages []timeline.Message) error {
	touch := make([]timeline.Touch, len(messages))
	for i := range messages {
		touch[i] = timeline.InConv(messages[i].Conv)
	}
	return s.log.Update(ctx, touch, func(tx *timeline.Tx) error {
		for i := range messages {
			if _, _, err := tx.Append(messages[i], timeline.Repeat{}); err != nil {
				return err
			}
		}
		return nil
	})
}
