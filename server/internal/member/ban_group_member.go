package member

import (
	"context"
	"time"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/group"
	"github.com/teahouse-chat/teahouse/server/internal/id"
	"github.com/teahouse-chat/teahouse/server/internal/roster"
	"github.com/teahouse-chat/teahouse/server/internal/store"
	"github.com/teahouse-chat/teahouse/server/internal/webhook"
	base "github.com/teahouse-chat/teahouse/wire"
	wire "github.com/teahouse-chat/teahouse/wire/group"
	"github.com/teahouse-chat/teahouse/wire/notice"
)

func (s *Service) banGroupMember(ctx context.Context, c *api.Caller, req *wire.BanGroupMemberRequest) (*base.Empty, error) {
	st, accounts, err := s.standToBan(ctx, c, req.GroupID, req.Accounts)
	if err != nil {
		return nil, err
	}
	b := &banning{c: c, hooks: s.groups.Hooks, st: st, req: req, accounts: accounts, now: time.Now(), tips: st.Group.Tips(&c.App.Settings),
		tip: s.groups.NewTip(ctx, st.Group.Rules().Bans.Tip, st.Actor), people: s.groups.Persons(ctx, accounts)}
	if st.Group.Rules().Live {
		b.inside = s.inside(st.Group, accounts)
	}
	return &base.Empty{}, s.groups.Change(ctx, st.Group.App, b.apply)
}

// standToBan finds the group, and the accounts that the caller wants to ban or to
// let in again.
func (s *Service) standToBan(ctx context.Context, c *api.Caller, groupID string, names []string) (group.Standing, []id.Account, error) {
	st, err := s.groups.Stand(ctx, c, groupID, "")
	if err != nil {
		return st, nil, err
	}
	if err := group.MayTouch(st.For(group.Banning), roster.None, st.Group.Rules().Ban, "ban members"); err != nil {
		return st, nil, err
	}
	accounts, err := s.lookup(ctx, c.App.ID, names)
	if err == nil && len(accounts) == 0 {
		err = wire.ErrNoSuchAccount.With("%q", names[0])
	}
	return st, accounts, err
}

// inside are those of the accounts that are in a live room now.
func (s *Service) inside(g *group.Group, accounts []id.Account) map[uint64]bool {
	all := map[uint64]bool{}
	for _, a := range accounts {
		all[a.ID] = s.groups.Rooms.Has(g.Conv(), a.ID)
	}
	return all
}

// banning is one ban_group_member.
type banning struct {
	c        *api.Caller
	hooks    *webhook.Hooks
	st       group.Standing
	req      *wire.BanGroupMemberRequest
	accounts []id.Account
	inside   map[uint64]bool // of a live group
	now      time.Time
	tips     group.Tips
	tip      wire.Tip
	people   map[uint64]wire.Person
}

func (b *banning) apply(tx *store.Tx) (*group.Aftermath, error) {
	g, err := group.Lock(tx, b.st.Group.ID)
	if err != nil {
		return nil, err
	}
	for _, a := range b.accounts {
		role, err := roleOf(tx, g, a)
		if err != nil {
			return nil, err
		}
		if role == roster.Owner {
			return nil, wire.ErrNotPermitted.With("the owner is not banned")
		}
		if err := group.MayTouch(b.st.For(group.Banning), g.Weight(role), g.Rules().Ban, "ban members"); err != nil {
			return nil, err
		}
		if err := group.Ban(tx, g, a, b.now.Unix()+int64(b.req.Duration)); err != nil {
			return nil, err
		}
	}
	return b.remove(tx, g)
}

// remove takes out those who are members and tells of it.
func (b *banning) remove(tx *store.Tx, g *group.Group) (*group.Aftermath, error) {
	after := group.NewAftermath(g, 0)
	numbers := make([]uint64, len(b.accounts))
	for i, a := range b.accounts {
		numbers[i] = a.ID
	}
	removed, total, err := roster.Remove(tx, g.App, g.ID, numbers)
	if err != nil {
		return nil, err
	}
	was := map[uint64]bool{}
	for _, m := range removed {
		was[m.Account] = true
		after.Left = append(after.Left, m.Account)
	}
	var gone []id.Account
	body := notice.GroupSystemBody{ReportType: g.Rules().Bans.Report, RemarkInfo: b.req.Description,
		BanDuration: b.req.Duration, BanDescription: b.req.Description}
	for _, a := range b.accounts {
		switch {
		case was[a.ID]:
			after.Tell(a, b.st.Actor.Name, body)
		case b.inside[a.ID]:
			after.Hint(a, b.st.Actor.Name, body)
		default:
			continue
		}
		gone = append(gone, a)
	}
	if len(gone) == 0 {
		return after, nil
	}
	after.Hook(group.Exited(b.hooks, b.c, g, group.ExitKicked, b.st.Actor.Name, gone))
	tip := group.Concerning(b.tip, gone, b.people)
	tip.MemberNum = total
	return after.Say(b.tips.Kicked, b.st.From(), tip), nil
}
