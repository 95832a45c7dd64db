package groupmsg

import (
	"errors"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/deliver"
	"github.com/teahouse-chat/teahouse/server/internal/group"
	"github.com/teahouse-chat/teahouse/server/internal/id"
	"github.com/teahouse-chat/teahouse/server/internal/timeline"
	"github.com/teahouse-chat/teahouse/server/internal/trace"
	base "github.com/teahouse-chat/teahouse/wire"
	wire "github.com/teahouse-chat/teahouse/wire/group"
)

// traced remembers what became of a message, and returns what counts whom it reaches.
func (s *Service) traced(g *group.Group, m *timeline.Message, became string) *deliver.Reach {
	if s.groups.Trace == nil {
		return nil
	}
	reach := &deliver.Reach{}
	to := g.GroupID
	if g.Topic != nil {
		to = g.TopicID()
	}
	s.groups.Trace.Add(trace.Message{App: g.App, Conv: m.Conv, To: to, From: m.FromAccount, Random: m.Random, Seq: m.Seq,
		Became: became, Due: s.groups.Hub.Members(id.GroupConv(g.App, g.ID)), Reach: reach})
	return reach
}

// traceRefused remembers a message that its sender was answered an error for.
func (s *Service) traceRefused(c *api.Caller, req *wire.SendGroupMsgRequest, err error) {
	if s.groups.Trace == nil {
		return
	}
	m := trace.Message{App: c.App.ID, To: req.GroupID, From: c.Account.Name, Became: trace.Refused, Code: base.CodeOf(err), Info: "internal error"}
	if req.TopicID != "" {
		m.To = req.TopicID
	}
	if c.Admin && req.From != "" {
		m.From = req.From
	}
	if req.Random != nil {
		m.Random = *req.Random
	}
	var own *base.Error
	if errors.As(err, &own) {
		m.Info = own.Info
	}
	s.groups.Trace.Add(m)
}
