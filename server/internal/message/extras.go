package message

import (
	"context"
	"errors"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/extra"
	"github.com/teahouse-chat/teahouse/server/internal/id"
	"github.com/teahouse-chat/teahouse/server/internal/timeline"
	"github.com/teahouse-chat/teahouse/wire/msgext"
	"github.com/teahouse-chat/teahouse/wire/notice"
	"github.com/teahouse-chat/teahouse/wire/openim"
)

// target is a message that a request is about, as the caller may see it.
type target struct {
	conv     id.Conv
	pos      timeline.Pos
	from, to id.Account
	by       extra.Actor
}

// target finds the message of a request about extras: the caller is one of its two
// accounts, or an App admin. Errors: msgext.ErrNoMessage.
func (s *Service) target(ctx context.Context, c *api.Caller, ref msgext.Msg) (t target, err error) {
	all, err := s.targets(ctx, c, ref.From, ref.To, []string{ref.MsgKey})
	if err == nil && len(all) == 0 {
		err = msgext.ErrNoMessage
	}
	if err != nil {
		return t, err
	}
	return all[0], nil
}

// reachable is target for a change that both accounts are told of.
func (s *Service) reachable(ctx context.Context, c *api.Caller, ref msgext.Msg) (target, error) {
	t, err := s.target(ctx, c, ref)
	if err != nil || c.Admin {
		return t, err
	}
	return t, s.mayReach(ctx, c, t.from, t.to, msgext.ErrNoMessage)
}

// mayReach tells whether a client may change a message of two users, or lay something
// beside it: whom the other one lets write to him, or else he could go on by what is
// there already. Where a sender is not to know that he is blocked he gets hidden: there
// is nothing to change. What he takes back, such as a reaction, is not asked about.
func (s *Service) mayReach(ctx context.Context, c *api.Caller, from, to id.Account, hidden error) error {
	other := to
	if c.Account.ID == to.ID {
		other = from
	}
	if s.opts.MayWrite == nil {
		return nil
	}
	err := s.opts.MayWrite(ctx, c.App, c.Account, other)
	if c.App.Settings.HideBlock && errors.Is(err, openim.ErrBlocked) {
		return hidden
	}
	return err
}

// targets finds those of the messages that there are, in their order.
func (s *Service) targets(ctx context.Context, c *api.Caller, from, to string, keys []string) ([]target, error) {
	if from == "" {
		from = c.Account.Name
	}
	sender, err := s.named(ctx, c, from, msgext.ErrNoMessage)
	if err != nil {
		return nil, err
	}
	receiver, err := s.named(ctx, c, to, msgext.ErrNoMessage)
	if err != nil {
		return nil, err
	}
	viewer := c.Account.ID
	if c.Admin {
		viewer = 0
	} else if viewer != sender.ID && viewer != receiver.ID {
		return nil, msgext.ErrNoMessage.With("of two others")
	}
	conv := id.Pair(c.App.ID, sender.ID, receiver.ID)
	asked := make([]timeline.Pos, len(keys))
	for i, text := range keys {
		key, err := openim.ParseKey(text)
		if err != nil {
			return nil, msgext.ErrParameter.With("MsgKey")
		}
		asked[i] = pos(key)
	}
	found, err := s.log.GetAll(ctx, conv, viewer, asked)
	if err != nil {
		return nil, err
	}
	var all []target
	by := extra.Actor{Account: c.Account, Instance: c.Instance, Master: c.Admin}
	for i := range found {
		all = append(all, target{conv, found[i].Pos(), sender, receiver, by})
	}
	return all, nil
}

// extended tells both accounts that extensions changed; who changed them knows it
// from the answer.
func (s *Service) extended(_ context.Context, e extra.Pairs) {
	if e.Message.Conv.Kind != id.OneToOne {
		return
	}
	n := notice.NewExtensions(nameOf(&e.Message), "", e.Op, e.Seq, e.Pairs)
	for _, a := range both(&e.Message) {
		s.push(a, e.By.Instance, n)
	}
}

// reacted tells all devices of both, and those of the actor what it did itself.
func (s *Service) reacted(_ context.Context, e extra.Reacted) {
	if e.Message.Conv.Kind != id.OneToOne {
		return
	}
	name := nameOf(&e.Message)
	s.push(e.By.Account, e.By.Instance, notice.NewOwnReaction(name, "", e.Reaction, e.Added))
	n := notice.NewReactions(name, "", notice.ReactionSummary{Reaction: e.Reaction, Count: e.Count, Accounts: e.Accounts})
	for _, a := range both(&e.Message) {
		s.push(a, 0, n)
	}
}

func nameOf(m *timeline.Message) notice.MsgName {
	return notice.MsgName{TinyId: tiny(m.From), MsgClientTime: clientTime(m), MsgRandom: m.Random, MsgSeq: m.Seq}
}
