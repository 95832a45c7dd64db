package member

import (
	"context"
	"errors"
	"slices"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/group"
	"github.com/teahouse-chat/teahouse/server/internal/id"
	"github.com/teahouse-chat/teahouse/server/internal/roster"
	"github.com/teahouse-chat/teahouse/server/internal/webhook"
	wire "github.com/teahouse-chat/teahouse/wire/group"
	hook "github.com/teahouse-chat/teahouse/wire/webhook"
)

// askInvite asks the application before members are put in, and returns those whom it
// does not refuse.
func (s *Service) askInvite(ctx context.Context, c *api.Caller, st group.Standing, accounts []id.Account) ([]id.Account, error) {
	if !s.groups.Hooks.Wants(c.App, hook.GroupBeforeInviteJoinGroup) {
		return accounts, nil
	}
	if _, err := group.MayInvite(st.For(group.Keeping), st.Group); err != nil {
		return nil, err
	}
	answer, err := webhook.Ask(ctx, s.groups.Hooks, c, hook.GroupBeforeInviteJoinGroup, func() *hook.GroupBeforeInviteJoinGroupBody {
		return &hook.GroupBeforeInviteJoinGroupBody{GroupID: st.Group.GroupID, Type: st.Group.Type, Operator: st.Actor.Name,
			DestinationMembers: group.Members(accounts)}
	})
	if errors.Is(err, webhook.ErrDropped) {
		err = wire.ErrRefused
	}
	if err != nil || answer == nil {
		return accounts, err
	}
	return slices.DeleteFunc(slices.Clone(accounts), func(a id.Account) bool { return slices.Contains(answer.Refused, a.Name) }), nil
}

// told tells what changed of a member: nothing if that is of no concern.
func (ch *change) told(g *group.Group, before, after roster.Member) *webhook.Event {
	if before.Role == after.Role && before.NameCard == after.NameCard {
		return nil
	}
	return webhook.Of(ch.hooks, ch.c, hook.GroupAfterMemberFieldChanged, func() *hook.GroupAfterMemberFieldChangedBody {
		b := &hook.GroupAfterMemberFieldChangedBody{GroupID: g.GroupID, Type: g.Type, Operator: ch.st.Actor.Name, Modified: ch.target.Name}
		if before.Role != after.Role {
			b.Role = after.Role.String()
		}
		if before.NameCard != after.NameCard {
			b.NameCard = &after.NameCard
		}
		return b
	})
}
