package official

import (
	"context"
	"errors"
	"slices"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/webhook"
	base "github.com/teahouse-chat/teahouse/wire"
	"github.com/teahouse-chat/teahouse/wire/group"
	wire "github.com/teahouse-chat/teahouse/wire/official"
	hook "github.com/teahouse-chat/teahouse/wire/webhook"
)

// refused is what a caller gets if the application wishes to drop what is no message.
func refused(err error) error {
	if errors.Is(err, webhook.ErrDropped) {
		return group.ErrRefused
	}
	return err
}

func (s *Service) askCreate(ctx context.Context, c *api.Caller, req *wire.CreateOfficialAccountRequest) error {
	_, err := webhook.Ask(ctx, s.Hooks, c, hook.OfficialBeforeCreate, func() *hook.OfficialBeforeCreateBody {
		return &hook.OfficialBeforeCreateBody{Operator: c.Account.Name, Owner: req.Owner, Name: req.Name}
	})
	return refused(err)
}

func (s *Service) toldCreated(c *api.Caller, o *official) *webhook.Event {
	return webhook.Of(s.Hooks, c, hook.OfficialAfterCreate, func() *hook.OfficialAfterCreateBody {
		return &hook.OfficialAfterCreateBody{Official: o.account.Name, Operator: c.Account.Name, Owner: o.owner, Name: o.title}
	})
}

func (s *Service) toldChanged(c *api.Caller, o *official, req *wire.ModifyOfficialAccountBaseInfoRequest) *webhook.Event {
	if req.Name == nil && req.Introduction == nil && req.FaceUrl == nil && req.Organization == nil {
		return nil
	}
	return webhook.Of(s.Hooks, c, hook.OfficialAfterInfoChanged, func() *hook.OfficialAfterInfoChangedBody {
		return &hook.OfficialAfterInfoChangedBody{Official: o.account.Name, Operator: c.Account.Name, Name: req.Name,
			Introduction: req.Introduction, FaceURL: req.FaceUrl, Organization: req.Organization}
	})
}

func (s *Service) toldDestroyed(c *api.Caller, o *official) *webhook.Event {
	return webhook.Of(s.Hooks, c, hook.OfficialAfterDestroyed, func() *hook.OfficialAfterDestroyedBody {
		return &hook.OfficialAfterDestroyedBody{Official: o.account.Name, Owner: o.owner, Name: o.title}
	})
}

// askSubscribe asks about those of the accounts who are there.
func (s *Service) askSubscribe(ctx context.Context, c *api.Caller, name string, named []reader) error {
	named = slices.DeleteFunc(slices.Clone(named), func(r reader) bool { return !r.there })
	if len(named) == 0 {
		return nil
	}
	_, err := webhook.Ask(ctx, s.Hooks, c, hook.OfficialBeforeAddSubscriber, func() *hook.OfficialBeforeAddSubscriberBody {
		b := &hook.OfficialBeforeAddSubscriberBody{Official: name, Operator: c.Account.Name}
		for _, r := range named {
			b.List = append(b.List, hook.Subscriber{Account: r.Name})
		}
		return b
	})
	return refused(err)
}

func (s *Service) toldSubscribed(c *api.Caller, o *official, who []string) *webhook.Event {
	return webhook.Of(s.Hooks, c, hook.OfficialAfterAddSubscriber, func() *hook.OfficialAfterAddSubscriberBody {
		return &hook.OfficialAfterAddSubscriberBody{Official: o.account.Name, Operator: c.Account.Name, List: subscribersOf(who)}
	})
}

func (s *Service) toldUnsubscribed(c *api.Caller, o *official, who []string) *webhook.Event {
	return webhook.Of(s.Hooks, c, hook.OfficialAfterDeleteSubscriber, func() *hook.OfficialAfterDeleteSubscriberBody {
		return &hook.OfficialAfterDeleteSubscriberBody{Official: o.account.Name, Operator: c.Account.Name, List: subscribersOf(who)}
	})
}

func subscribersOf(who []string) (all []hook.Subscriber) {
	for _, name := range who {
		all = append(all, hook.Subscriber{Account: name})
	}
	return all
}

func (s *Service) toldFull(c *api.Caller, o *official, _ []string) *webhook.Event {
	return webhook.Of(s.Hooks, c, hook.OfficialAfterFull, func() *hook.OfficialAfterFullBody {
		return &hook.OfficialAfterFullBody{Official: o.account.Name}
	})
}

// Words of ForbidCallbackControl.
const (
	forbidBefore = "ForbidBeforeSendMsgCallback"
	forbidAfter  = "ForbidAfterSendMsgCallback"
)

// askBefore lets the application refuse, drop or change the message.
func (s *Service) askBefore(ctx context.Context, c *api.Caller, req *wire.SendOfficialAccountMsgRequest) (dropped bool, err error) {
	if slices.Contains(req.ForbidCallback, forbidBefore) {
		return false, nil
	}
	answer, err := webhook.Ask(ctx, s.Hooks, c, hook.OfficialBeforeSendMsg, func() *hook.OfficialBeforeSendMsgBody {
		return &hook.OfficialBeforeSendMsgBody{Official: req.Official, OnlineOnlyFlag: req.OnlineOnlyFlag, MsgBody: req.MsgBody,
			CloudCustomData: req.CloudCustomData}
	})
	if errors.Is(err, webhook.ErrDropped) {
		return true, nil
	}
	if err != nil || answer == nil {
		return false, err
	}
	if answer.MsgBody != nil {
		req.MsgBody = answer.MsgBody
	}
	set(&req.CloudCustomData, answer.CloudCustomData)
	if base.BodySize(req.MsgBody, req.CloudCustomData) > base.MaxBody {
		return false, wire.ErrTooLong
	}
	return false, nil
}

func (s *Service) toldSent(c *api.Caller, o *official, m *message, req *wire.SendOfficialAccountMsgRequest) *webhook.Event {
	if slices.Contains(req.ForbidCallback, forbidAfter) {
		return nil
	}
	return webhook.Of(s.Hooks, c, hook.OfficialAfterSendMsg, func() *hook.OfficialAfterSendMsgBody {
		return &hook.OfficialAfterSendMsgBody{Official: o.account.Name, OnlineOnlyFlag: req.OnlineOnlyFlag, MsgKey: m.key().String(),
			MsgTime: uint32(m.sent), MsgBody: req.MsgBody, CloudCustomData: m.custom}
	})
}

// toldRecalled tells of those that were recalled now.
func (s *Service) toldRecalled(c *api.Caller, o *official, results []wire.RecallResult) *webhook.Event {
	var list []hook.Withdrawn
	for _, r := range results {
		if r.RetCode == 0 {
			list = append(list, hook.Withdrawn{MsgKey: r.MsgKey})
		}
	}
	if len(list) == 0 {
		return nil
	}
	return webhook.Of(s.Hooks, c, hook.OfficialAfterMsgWithDraw, func() *hook.OfficialAfterMsgWithDrawBody {
		return &hook.OfficialAfterMsgWithDrawBody{Official: o.account.Name, List: list}
	})
}
