package group

import (
	"context"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/id"
	"github.com/teahouse-chat/teahouse/server/internal/store"
	"github.com/teahouse-chat/teahouse/server/internal/webhook"
	"github.com/teahouse-chat/teahouse/wire/group"
	hook "github.com/teahouse-chat/teahouse/wire/webhook"
)

// Ways to leave a group, as webhooks name them.
const (
	ExitQuit   = "Quit"
	ExitKicked = "Kicked"
)

// Fields are custom fields as webhooks show them.
func Fields(all []group.Field) []hook.Field {
	shown := make([]hook.Field, len(all))
	for i, f := range all {
		shown[i] = hook.Field(f)
	}
	return shown
}

// Members are accounts as webhooks show them.
func Members(all []id.Account) []hook.Member {
	shown := make([]hook.Member, len(all))
	for i, a := range all {
		shown[i].Account = a.Name
	}
	return shown
}

// askCreate asks the application before a group is made.
func (s *Service) askCreate(ctx context.Context, c *api.Caller, g *Group, req *group.CreateGroupRequest, owner id.Account) error {
	if !s.Hooks.Wants(c.App, hook.GroupBeforeCreateGroup) {
		return nil
	}
	owned := map[string]int{}
	if owner.ID != 0 {
		err := s.DB.View(ctx, func(tx *store.Tx) (err error) {
			owned, err = groupsOwned(tx, owner)
			return err
		})
		if err != nil {
			return err
		}
	}
	_, err := webhook.Ask(ctx, s.Hooks, c, hook.GroupBeforeCreateGroup, func() *hook.GroupBeforeCreateGroupBody {
		b := &hook.GroupBeforeCreateGroupBody{Operator: c.Account.Name, Owner: req.Owner, Type: g.Type, Name: g.Name,
			CreateGroupNum: owned[g.Type], CreatedGroupNum: owned, InviteOption: g.InviteOption, MemberList: []hook.Member{}}
		for _, m := range req.MemberList {
			b.MemberList = append(b.MemberList, hook.Member{Account: m.Account})
		}
		return b
	})
	return refusedBy(err)
}

// told tells that a group was made.
func (f *founding) told() *webhook.Event {
	g := f.g
	return webhook.Of(f.hooks, f.c, hook.GroupAfterCreateGroup, func() *hook.GroupAfterCreateGroupBody {
		b := &hook.GroupAfterCreateGroupBody{GroupID: g.GroupID, Operator: f.operator, Owner: f.req.Owner, Type: g.Type, Name: g.Name,
			MemberList: []hook.Member{}, UserDefinedDataList: Fields(g.Fields)}
		for _, m := range f.req.MemberList {
			b.MemberList = append(b.MemberList, hook.Member{Account: m.Account})
		}
		return b
	})
}

// askApply asks the application before somebody comes or applies by himself.
func (s *Service) askApply(ctx context.Context, c *api.Caller, g *Group) error {
	if c.Account.Name == "" {
		return nil // a guest watches, and becomes no member
	}
	_, err := webhook.Ask(ctx, s.Hooks, c, hook.GroupBeforeApplyJoinGroup, func() *hook.GroupBeforeApplyJoinGroupBody {
		return &hook.GroupBeforeApplyJoinGroupBody{GroupID: g.GroupID, Type: g.Type, Requestor: c.Account.Name}
	})
	return refusedBy(err)
}

// refusedBy turns a wish to drop, which is for messages alone, into a refusal.
func refusedBy(err error) error {
	if err == webhook.ErrDropped {
		return group.ErrRefused
	}
	return err
}

// tell tells who came, and if the group is full now.
func (j *Joining) tell(after *Aftermath, g *Group, came []id.Account, total int) {
	if j.Caller == nil {
		return
	}
	app, by, operator := j.Caller.App.ID, webhook.By(j.Caller), j.By.Name
	if operator == "" {
		operator = j.Caller.Account.Name
	}
	after.Hook(joined(j.hooks, app, by, g, j.How, operator, came))
	if total == g.most(&j.Caller.App.Settings) {
		after.Hook(webhook.For(j.hooks, app, by, hook.GroupAfterGroupFull, func() *hook.GroupAfterGroupFullBody {
			return &hook.GroupAfterGroupFullBody{GroupID: g.GroupID}
		}))
	}
}

func joined(h *webhook.Hooks, app uint32, by webhook.Origin, g *Group, how int, operator string, came []id.Account) *webhook.Event {
	return webhook.For(h, app, by, hook.GroupAfterNewMemberJoin, func() *hook.GroupAfterNewMemberJoinBody {
		b := &hook.GroupAfterNewMemberJoinBody{GroupID: g.GroupID, Type: g.Type, JoinType: "Apply", Operator: operator, NewMemberList: Members(came)}
		if how == group.JoinInvited {
			b.JoinType = "Invited"
		}
		return b
	})
}

// Exited tells who left, and how.
func Exited(h *webhook.Hooks, c *api.Caller, g *Group, how, operator string, gone []id.Account) *webhook.Event {
	if !h.Wants(c.App, hook.GroupAfterMemberExit) {
		return nil
	}
	return exited(h, c.App.ID, webhook.By(c), g, how, operator, gone)
}

func exited(h *webhook.Hooks, app uint32, by webhook.Origin, g *Group, how, operator string, gone []id.Account) *webhook.Event {
	return webhook.For(h, app, by, hook.GroupAfterMemberExit, func() *hook.GroupAfterMemberExitBody {
		return &hook.GroupAfterMemberExitBody{GroupID: g.GroupID, Type: g.Type, ExitType: how, Operator: operator, ExitMemberList: Members(gone)}
	})
}

// mostListed is how many members of a dismissed group are listed.
const mostListed = 500

// toldDestroyed tells that a group is about to be no more.
func (s *Service) toldDestroyed(ctx context.Context, c *api.Caller, g *Group) (*webhook.Event, error) {
	if !s.Hooks.Wants(c.App, hook.GroupAfterGroupDestroyed) {
		return nil, nil
	}
	page, err := s.Roster.Page(ctx, g.ID, nil, 0, mostListed)
	if err != nil {
		return nil, err
	}
	numbers := make([]uint64, len(page))
	for i, m := range page {
		numbers[i] = m.Account
	}
	members, err := s.accountsOf(ctx, g.App, numbers)
	if err != nil {
		return nil, err
	}
	owner, err := s.Accounts.ByID(ctx, g.App, []uint64{g.Owner})
	if err != nil {
		return nil, err
	}
	return webhook.Of(s.Hooks, c, hook.GroupAfterGroupDestroyed, func() *hook.GroupAfterGroupDestroyedBody {
		return &hook.GroupAfterGroupDestroyedBody{GroupID: g.GroupID, Type: g.Type, Owner: owner[g.Owner].Name, Name: g.Name, MemberList: Members(members)}
	}), nil
}

func (s *Service) toldOwner(c *api.Caller, g *Group, operator id.Account, old, next string) *webhook.Event {
	return webhook.Of(s.Hooks, c, hook.GroupAfterChangeGroupOwner, func() *hook.GroupAfterChangeGroupOwnerBody {
		return &hook.GroupAfterChangeGroupOwnerBody{GroupID: g.GroupID, Type: g.Type, Operator: operator.Name, OldOwner: old, NewOwner: next}
	})
}

// toldChanged tells what changed of a profile; options are no part of it.
func (s *Service) toldChanged(c *api.Caller, g *Group, operator id.Account, info *group.NewInfo) *webhook.Event {
	name := &info.GroupName
	if info.GroupName == "" {
		name = nil
	}
	if name == nil && info.GroupIntroduction == nil && info.GroupNotification == nil && info.GroupFaceURL == nil && len(info.MsgAppDefinedData) == 0 {
		return nil
	}
	return webhook.Of(s.Hooks, c, hook.GroupAfterGroupInfoChanged, func() *hook.GroupAfterGroupInfoChangedBody {
		return &hook.GroupAfterGroupInfoChangedBody{GroupID: g.GroupID, Type: g.Type, Operator: operator.Name, Name: name,
			Introduction: info.GroupIntroduction, Notification: info.GroupNotification, FaceURL: info.GroupFaceURL,
			UserDefinedDataList: Fields(info.MsgAppDefinedData)}
	})
}

// toldState tells that a member of a live room went offline or came back.
func (s *Service) toldState(g *Group, state string, who id.Account) *webhook.Event {
	return webhook.For(s.Hooks, g.App, webhook.Origin{}, hook.GroupOnMemberStateChange, func() *hook.GroupOnMemberStateChangeBody {
		return &hook.GroupOnMemberStateChangeBody{GroupID: g.GroupID, Type: g.Type, EventType: state, MemberList: Members([]id.Account{who})}
	})
}
