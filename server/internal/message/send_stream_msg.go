package message

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"math/rand/v2"
	"strings"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/id"
	"github.com/teahouse-chat/teahouse/server/internal/timeline"
	"github.com/teahouse-chat/teahouse/wire"
	"github.com/teahouse-chat/teahouse/wire/openim"
	"github.com/teahouse-chat/teahouse/wire/robot"
)

// robotPiece is a piece of a robot's stream.
type robotPiece struct {
	text string
	risk bool // has words that are marked
	last bool
}

// Words of the Data of a robot's stream.
const (
	chatbotPlugin = 2
	streaming     = 2 // src
)

func (s *Service) sendStreamMsg(ctx context.Context, c *api.Caller, req *robot.SendStreamMsgRequest) (*robot.SendStreamMsgResponse, error) {
	from, to, err := s.robotAndUser(ctx, c, req)
	if err != nil {
		return nil, err
	}
	if err := s.opts.Moderation.MaySpeak(ctx, from, false); err != nil {
		return nil, err
	}
	piece := robotPiece{last: req.Finish == 1}
	piece.text, piece.risk, err = s.opts.Moderation.Text(ctx, c.App.ID, req.Text())
	if err != nil {
		return nil, err
	}
	var m timeline.Message
	if req.MsgKey == "" {
		m, err = s.beginRobotStream(ctx, c, from, to, piece)
	} else {
		m, err = s.addToRobotStream(ctx, from, to, req.MsgKey, piece)
	}
	if err != nil {
		return nil, err
	}
	return &robot.SendStreamMsgResponse{MsgKey: keyOf(&m).String()}, nil
}

func (s *Service) robotAndUser(ctx context.Context, c *api.Caller, req *robot.SendStreamMsgRequest) (from, to id.Account, err error) {
	from, err = s.named(ctx, c, req.From, robot.ErrNotAllowed)
	if err != nil {
		return from, to, err
	}
	valid := false
	if s.opts.IsRobot != nil {
		if valid, err = s.opts.IsRobot(ctx, from); err != nil {
			return from, to, err
		}
	}
	if !valid {
		return from, to, robot.ErrNotAllowed.With("%q is no valid robot", req.From)
	}
	to, err = s.named(ctx, c, req.To, robot.ErrParameter)
	return from, to, err
}

func (s *Service) beginRobotStream(ctx context.Context, c *api.Caller, from, to id.Account, piece robotPiece) (timeline.Message, error) {
	random := openim.Random(rand.Uint32())
	req := &openim.SendMsgRequest{From: from.Name, To: to.Name, MsgRandom: &random}
	m, err := s.withoutBody(c, from, to, req, false)
	if err != nil {
		return m, err
	}
	if err := grow(&m, &robot.Stream{ChatbotPlugin: chatbotPlugin, Src: streaming}, piece); err != nil {
		return m, err
	}
	if err := s.askStream(ctx, c, req, m); err != nil {
		return m, err
	}
	s.profiles.Card(ctx, from) // so that who is told of the message finds it in memory
	m, _, err = s.log.Append(ctx, m, timeline.Repeat{Never: true})
	return m, err
}

func (s *Service) addToRobotStream(ctx context.Context, from, to id.Account, msgKey string, piece robotPiece) (timeline.Message, error) {
	key, err := openim.ParseKey(msgKey)
	if err != nil {
		return timeline.Message{}, robot.ErrParameter.With("MsgKey: %.60q", msgKey)
	}
	conv := id.Pair(from.App, from.ID, to.ID)
	var result timeline.Message
	err = s.log.Update(ctx, []timeline.Touch{timeline.InConv(conv)}, func(tx *timeline.Tx) error {
		m, err := tx.Edit(conv, pos(key), nil, func(m *timeline.Message) error {
			now, ok := robotStream(m)
			switch {
			case m.From != from.ID || !ok:
				return timeline.ErrNoMessage
			case now.IsFinished == 1:
				return robot.ErrNotAllowed.With("the stream has ended")
			}
			return grow(m, now, piece)
		})
		result = m
		return err
	})
	switch {
	case err == nil:
		return result, nil
	case errors.Is(err, timeline.ErrNoMessage), errors.Is(err, timeline.ErrRecalled):
		err = robot.ErrParameter.With("MsgKey %.60q names no stream of %q", msgKey, from.Name)
	}
	return timeline.Message{}, err
}

// robotStream reads what there is of a stream.
func robotStream(m *timeline.Message) (*robot.Stream, bool) {
	body := decode(m.Body)
	if len(body) != 1 || body[0].MsgType != wire.Custom {
		return nil, false
	}
	var content struct{ Data string }
	now := &robot.Stream{}
	if json.Unmarshal(body[0].MsgContent, &content) != nil || json.Unmarshal([]byte(content.Data), now) != nil {
		return nil, false
	}
	return now, now.ChatbotPlugin == chatbotPlugin && now.Src == streaming
}

// grow adds a piece to a stream, and makes it the body of m. One piece that is marked marks
// it for good.
func grow(m *timeline.Message, now *robot.Stream, piece robotPiece) error {
	now.Chunks, now.IsFinished = append(now.Chunks, piece.text), bit(piece.last)
	var data bytes.Buffer
	enc := json.NewEncoder(&data)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(now); err != nil {
		return err
	}
	if data.Len() >= robot.MaxStream {
		return robot.ErrParameter.With("the text is too long: its Data stays below %d bytes", robot.MaxStream)
	}
	m.Body = wire.AppendElements(nil, wire.NewCustom(strings.TrimSpace(data.String()), "", ""))
	m.Flags = m.Flags.With(timeline.FlagRisk, piece.risk || m.Flags.Has(timeline.FlagRisk))
	return nil
}
