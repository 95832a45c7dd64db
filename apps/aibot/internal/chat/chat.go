// Package chat writes into the chat in the name of robots.
package chat

import (
	"context"
	"errors"
	"math/rand/v2"
	"time"

	"github.com/teahouse-chat/teahouse/client"
	"github.com/teahouse-chat/teahouse/wire"
	"github.com/teahouse-chat/teahouse/wire/group"
	"github.com/teahouse-chat/teahouse/wire/openim"
	"github.com/teahouse-chat/teahouse/wire/robot"
	"github.com/teahouse-chat/teahouse/wire/stream"
)

// lifeTime is how long an answer to a user stays in the history, in seconds: a week.
const lifeTime = openim.LifeTime(7 * 24 * 60 * 60)

// longest is how many bytes a message has that is not a stream, at most.
const longest = 8 << 10

// Chat is the chat server. It may be used by many goroutines.
type Chat struct {
	conn    client.Conn
	quiet   time.Duration // how long nothing is shown of an answer that has not begun
	waiting string        // what is shown then
	beat    time.Duration // how often a stream is told that it goes on, so that it does not end
}

// New returns the chat server behind conn. Of an answer that has not begun after a time
// readers are shown waiting.
func New(conn client.Conn, quiet time.Duration, waiting string) *Chat {
	return &Chat{conn, quiet, waiting, stream.Gap / 2}
}

// Place is where a robot answers.
type Place struct {
	Robot     string
	User      string // who asked
	GroupID   string // "": one-to-one
	TopicID   string
	GroupType string
}

// streams says whether the place takes messages that grow.
func (p Place) streams() bool { return p.GroupType != group.AVChatRoom }

// MakeRobot makes a robot, or writes the profile of one that is there.
func (c *Chat) MakeRobot(ctx context.Context, id, nick, face string) error {
	_, err := client.Call(ctx, c.conn, robot.CreateRobot, &robot.CreateRobotRequest{UserID: id, Nick: nick, FaceUrl: face})
	return err
}

// send sends a message that does not grow, in several if it is long.
func (c *Chat) send(ctx context.Context, p Place, text string) error {
	for len(text) > 0 {
		n := len(text)
		if n > longest {
			for n = longest; n > longest-4 && text[n]&0xc0 == 0x80; n-- {
			}
		}
		random := rand.Uint32()
		if err := insist(ctx, func(ctx context.Context) error {
			_, err := client.Call(ctx, c.conn, group.SendGroupMsg, &group.SendGroupMsgRequest{GroupID: p.GroupID, TopicID: p.TopicID,
				From: p.Robot, Random: &random, MsgBody: wire.NewText(text[:n])})
			return err
		}); err != nil {
			return err
		}
		text = text[n:]
	}
	return nil
}

// piece sends a piece of a stream. Whoever asked in a group is mentioned by the first.
func (c *Chat) piece(ctx context.Context, p Place, content *stream.Content, first bool) (id string, err error) {
	body, number := newStream(content), rand.Uint32()
	err = insist(ctx, func(ctx context.Context) error {
		if p.GroupID != "" {
			req := &stream.SendGroupStreamMsgRequest{GroupID: p.GroupID, TopicID: p.TopicID, From: p.Robot, Random: &number, MsgBody: body}
			if first {
				req.GroupAtInfo = []group.Mention{{Account: p.User}}
			}
			answer, err := client.Call(ctx, c.conn, stream.SendGroupStreamMsg, req)
			if err == nil {
				id = answer.StreamMsgID
			}
			return err
		}
		random, life := openim.Random(number), lifeTime
		answer, err := client.Call(ctx, c.conn, stream.SendC2CStreamMsg, &stream.SendC2CStreamMsgRequest{From: p.Robot, To: p.User,
			SyncOtherMachine: 2, MsgSeq: &number, MsgRandom: &random, MsgBody: body, MsgLifeTime: &life})
		if err == nil {
			id = answer.StreamMsgID
		}
		return err
	})
	return id, err
}

// attempt is how long one call may take, and enough all attempts of it: a stream ends
// if nothing comes for stream.Gap.
const (
	attempt = 5 * time.Second
	enough  = stream.Gap - attempt
)

// passing are the refusals after which the same call is sent again.
var passing = []error{stream.ErrRate, wire.ErrTooFrequent, wire.NewError(10023, ""), wire.ErrInternal}

// insist calls f until it succeeds, is refused for good, or has been tried for long
// enough. What f sends is known again by its Random.
func insist(ctx context.Context, f func(context.Context) error) error {
	until := time.Now().Add(enough)
	for pause := stream.Gap / 100; ; pause *= 2 {
		once, stop := context.WithTimeout(ctx, attempt)
		err := f(once)
		stop()
		if err == nil || ctx.Err() != nil || !Passing(err) || time.Now().After(until) {
			return err
		}
		select {
		case <-ctx.Done():
		case <-time.After(pause):
		}
	}
}

// Passing says whether an error may be gone the next time: the server was away, busy or
// broken.
func Passing(err error) bool {
	var refused *wire.Error
	if !errors.As(err, &refused) {
		return true
	}
	for _, p := range passing {
		if errors.Is(refused, p) {
			return true
		}
	}
	return false
}
