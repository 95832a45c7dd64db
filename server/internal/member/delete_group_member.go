package member

import (
	"context"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/group"
	"github.com/teahouse-chat/teahouse/server/internal/id"
	"github.com/teahouse-chat/teahouse/server/internal/roster"
	"github.com/teahouse-chat/teahouse/server/internal/store"
	base "github.com/teahouse-chat/teahouse/wire"
	wire "github.com/teahouse-chat/teahouse/wire/group"
	"github.com/teahouse-chat/teahouse/wire/notice"
)

func (s *Service) deleteGroupMember(ctx context.Context, c *api.Caller, req *wire.DeleteGroupMemberRequest) (*base.Empty, error) {
	if g, err := s.groups.Find(ctx, c.App.ID, req.GroupID); err == nil && c.Admin && !g.Rules().Members {
		return nil, wire.ErrBadParameter.With("groups of this type have no list of members")
	}
	st, err := s.stand(ctx, c, req.GroupID)
	if err != nil {
		return nil, err
	}
	accounts, err := s.lookup(ctx, c.App.ID, req.Accounts)
	if err != nil {
		return nil, err
	}
	tip := s.groups.NewTip(ctx, wire.TipKicked, st.Actor)
	people := s.groups.Persons(ctx, accounts)
	err = s.groups.Change(ctx, st.Group.App, func(tx *store.Tx) (*group.Aftermath, error) {
		g, err := group.Lock(tx, st.Group.ID)
		if err != nil {
			return nil, err
		}
		gone, err := mayKick(tx, st, g, accounts)
		if err != nil || len(gone) == 0 {
			return nil, err
		}
		after := group.NewAftermath(g, 0)
		for _, a := range gone {
			after.Left = append(after.Left, a.ID)
		}
		_, total, err := roster.Remove(tx, g.App, g.ID, after.Left)
		if err != nil {
			return nil, err
		}
		for _, a := range gone {
			after.Tell(a, st.Actor.Name, notice.GroupSystemBody{ReportType: notice.ReportKicked, RemarkInfo: req.Reason})
		}
		after.Hook(group.Exited(s.groups.Hooks, c, g, group.ExitKicked, st.Actor.Name, gone))
		if req.Silence == 1 {
			return after, nil
		}
		said := group.Concerning(tip, gone, people)
		said.MemberNum = total
		if req.Reason != "" {
			said.MemberExtraInfo, said.MemberInfo = &wire.KickInfo{Reason: req.Reason}, []wire.MemberInfo{}
			for _, a := range gone {
				said.MemberInfo = append(said.MemberInfo, wire.MemberInfo{Account: a.Name})
			}
		}
		return after.Say(g.Tips(&c.App.Settings).Kicked, st.From(), said), nil
	})
	return &base.Empty{}, err
}

// mayKick returns those of the accounts that are members. All of them must be of
// a lower rank than the actor, and none is the owner.
func mayKick(tx *store.Tx, st group.Standing, g *group.Group, accounts []id.Account) ([]id.Account, error) {
	var gone []id.Account
	for _, a := range accounts {
		m, err := roster.Get(tx, g.ID, a.ID)
		if err != nil {
			return nil, err
		}
		if m.Role == roster.None {
			continue
		}
		if m.Role == roster.Owner {
			return nil, wire.ErrNotPermitted.With("the owner is not removed")
		}
		if err := group.MayTouch(st.For(group.Keeping), g.Weight(m.Role), g.Rules().Kick, "remove members"); err != nil {
			return nil, err
		}
		gone = append(gone, a)
	}
	if len(gone) == 0 {
		return nil, group.MayTouch(st.For(group.Keeping), roster.None, g.Rules().Kick, "remove members")
	}
	return gone, nil
}
