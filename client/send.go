package client

import (
	"context"
	"time"

	"github.com/teahouse-chat/teahouse/wire"
	"github.com/teahouse-chat/teahouse/wire/group"
	"github.com/teahouse-chat/teahouse/wire/openim"
)

// NewMessage returns a one-to-one message with its keys drawn, to be changed as
// need be and sent by Call(ctx, c, openim.SendMsg, ...). Sent again with the same
// keys it is still one message.
func (c *Client) NewMessage(to string, body []wire.Element) *openim.SendMsgRequest {
	seq := c.draw()
	random := openim.Random(c.stamp(uint64(seq)))
	return &openim.SendMsgRequest{From: c.opts.User, To: to, MsgSeq: &seq, MsgRandom: &random,
		MsgBody: openim.Body(body), MsgClientTime: uint32(time.Now().Unix())}
}

// NewGroupMessage returns a group message with its keys drawn, to be changed as
// need be and sent by Call(ctx, c, group.SendGroupMsg, ...). Sent again with the
// same keys it is still one message.
func (c *Client) NewGroupMessage(id string, body []wire.Element) *group.SendGroupMsgRequest {
	seq := uint64(c.draw())
	random := c.stamp(seq)
	return &group.SendGroupMsgRequest{From: c.opts.User, GroupID: id, Random: &random, ClientSeq: seq,
		MsgPriority: group.Normal, MsgBody: body, MsgClientTime: uint32(time.Now().Unix())}
}

// Send sends a message to a user. It is sent once, whatever happens to the
// connection while it is on its way, if the client is back within ten minutes.
func (c *Client) Send(ctx context.Context, to string, body []wire.Element) (*openim.SendMsgResponse, error) {
	return Call(ctx, c, openim.SendMsg, c.NewMessage(to, body))
}

// SendGroup sends a message into a group, once like Send.
func (c *Client) SendGroup(ctx context.Context, id string, body []wire.Element) (*group.SendGroupMsgResponse, error) {
	return Call(ctx, c, group.SendGroupMsg, c.NewGroupMessage(id, body))
}

// draw returns a number for a message of this client. It rises, also over
// restarts of the program, because it decides the order within a second.
func (c *Client) draw() uint32 {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.drawn == 0 {
		c.drawn = uint32(time.Now().Unix()%200_000) * 20_000
	}
	c.drawn++
	return c.drawn
}
