package groupmsg

import (
	"context"
	"strconv"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/deliver"
	"github.com/teahouse-chat/teahouse/server/internal/extra"
	"github.com/teahouse-chat/teahouse/server/internal/group"
	"github.com/teahouse-chat/teahouse/server/internal/id"
	"github.com/teahouse-chat/teahouse/server/internal/timeline"
	"github.com/teahouse-chat/teahouse/wire/msgext"
	"github.com/teahouse-chat/teahouse/wire/notice"
)

// viewer is through whose eyes a caller sees messages: an App admin sees all.
func (s *Service) viewer(c *api.Caller, st group.Standing) uint64 {
	if c.Admin {
		return 0
	}
	return st.Actor.ID
}

// target finds the message of a request about extras. Errors: msgext.ErrNoMessage.
func (s *Service) target(ctx context.Context, c *api.Caller, ref msgext.GroupMsg) (id.Conv, timeline.Pos, error) {
	conv, all, err := s.targetsOf(ctx, c, ref.GroupID, ref.TopicID, []uint64{ref.MsgSeq})
	if err == nil && len(all) == 0 {
		err = msgext.ErrNoMessage
	}
	if err != nil {
		return conv, timeline.Pos{}, err
	}
	return conv, all[0], nil
}

// targetsOf finds those of a group's messages that the caller sees, in their order.
func (s *Service) targetsOf(ctx context.Context, c *api.Caller, groupID, topicID string, seqs []uint64) (id.Conv, []timeline.Pos, error) {
	st, err := s.stand(ctx, c, groupID, topicID)
	if err != nil {
		return id.Conv{}, nil, err
	}
	found, err := s.seen(ctx, c, st, seqs...)
	all := make([]timeline.Pos, len(found))
	for i := range found {
		all[i] = found[i].Pos()
	}
	return st.Group.Conv(), all, err
}

func actor(c *api.Caller) extra.Actor {
	return extra.Actor{Account: c.Account, Instance: c.Instance, Master: c.Admin}
}

// extended tells all members that extensions changed; who changed them knows it
// from the answer.
func (s *Service) extended(ctx context.Context, e extra.Pairs) {
	m := &e.Message
	if g := s.groupOf(ctx, m.Conv); g != nil {
		s.push(notice.NewExtensions(nameOf(g, m), g.GroupID, e.Op, e.Seq, e.Pairs), func(f *deliver.Frame) {
			f.Except, f.Audience = e.By.Instance, audience(m)
			s.toReaders(ctx, g, f)
		})
	}
}

// reacted tells all members, and the actor's own other devices what it did itself.
func (s *Service) reacted(ctx context.Context, e extra.Reacted) {
	m := &e.Message
	g := s.groupOf(ctx, m.Conv)
	if g == nil {
		return
	}
	s.push(notice.NewOwnReaction(nameOf(g, m), g.GroupID, e.Reaction, e.Added), func(f *deliver.Frame) {
		s.groups.Hub.ToAccount(g.App, e.By.Account.ID, f.But(e.By.Instance))
	})
	sum := notice.ReactionSummary{Reaction: e.Reaction, Count: e.Count, Accounts: e.Accounts}
	s.push(notice.NewReactions(nameOf(g, m), g.GroupID, sum), func(f *deliver.Frame) {
		f.Audience = audience(m)
		s.toReaders(ctx, g, f)
	})
}

func nameOf(g *group.Group, m *timeline.Message) notice.MsgName {
	return notice.MsgName{TinyId: strconv.FormatUint(m.From, 10), MsgClientTime: clientTime(m), MsgRandom: m.Random, MsgSeq: m.Seq,
		TopicID: g.TopicID()}
}
