package member

import (
	"context"
	"slices"
	"time"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/group"
	"github.com/teahouse-chat/teahouse/server/internal/id"
	"github.com/teahouse-chat/teahouse/server/internal/roster"
	"github.com/teahouse-chat/teahouse/server/internal/store"
	wire "github.com/teahouse-chat/teahouse/wire/group"
)

func (s *Service) importGroupMember(ctx context.Context, c *api.Caller, req *wire.ImportGroupMemberRequest) (*wire.AddGroupMemberResponse, error) {
	st, err := s.stand(ctx, c, req.GroupID)
	if err != nil {
		return nil, err
	}
	if !st.Group.Rules().Import {
		return nil, wire.ErrNotPermitted.With("groups of this type are not imported")
	}
	names := make([]string, len(req.MemberList))
	for i, m := range req.MemberList {
		names[i] = m.Account
	}
	found, err := s.groups.Accounts.LookupAll(ctx, c.App.ID, names)
	if err != nil {
		return nil, err
	}
	im := &importing{g: st.Group, list: req.MemberList, accounts: found, now: time.Now()}
	if err := s.groups.Change(ctx, st.Group.App, im.apply); err != nil {
		return nil, err
	}
	return &wire.AddGroupMemberResponse{MemberList: im.results}, nil
}

// importing is one import_group_member.
type importing struct {
	g        *group.Group
	list     []wire.ImportedMember
	accounts map[string]id.Account
	now      time.Time
	results  []wire.AddedMember
}

func (im *importing) apply(tx *store.Tx) (*group.Aftermath, error) {
	g, err := group.Lock(tx, im.g.ID)
	if err != nil {
		return nil, err
	}
	there, appoint, err := im.there(tx, g)
	if err != nil {
		return nil, err
	}
	after := group.NewAftermath(g, 0)
	after.History, after.Unread = true, map[uint64]int{}
	results, come := make([]wire.AddedMember, len(im.list)), make([]roster.Member, 0, len(im.list))
	for i, m := range im.list {
		member, ok := im.member(g, m)
		results[i] = wire.AddedMember{Account: m.Account, Result: wire.NotAdded}
		switch {
		case there[member.Account].Role != roster.None:
			results[i].Result = wire.WasMember
			continue
		case !ok, member.Role == roster.Admin && appoint == 0:
			continue
		case member.Role == roster.Admin:
			appoint--
		}
		results[i].Result = wire.Added
		there[member.Account] = member
		come = append(come, member)
		after.Joined = append(after.Joined, member.Account)
		after.Unread[member.Account] = m.UnreadMsgNum
	}
	_, total, err := roster.Add(tx, come)
	if err == nil && total > g.MaxMembers {
		err = wire.ErrFull.With("at most %d members", g.MaxMembers)
	}
	if err != nil {
		return nil, err
	}
	im.results = results
	return after, nil
}

// there returns those who are members already, and how many admins the group may get.
// Of a group that has nobody but its owner it knows that without looking, which on
// PostgreSQL would be in the way of imports into groups that are next to it in an index.
func (im *importing) there(tx *store.Tx, g *group.Group) (there map[uint64]roster.Member, appoint int, err error) {
	n, err := roster.CountToChange(tx, g.ID)
	if err != nil {
		return nil, 0, err
	}
	if n == 1 && g.Owner != 0 {
		return map[uint64]roster.Member{g.Owner: {Role: roster.Owner}}, g.Rules().MaxAdmins, nil
	}
	accounts := make([]uint64, 0, len(im.accounts))
	for _, a := range im.accounts {
		accounts = append(accounts, a.ID)
	}
	if there, err = roster.Among(tx, g.ID, accounts); err != nil {
		return nil, 0, err
	}
	if !slices.ContainsFunc(im.list, func(m wire.ImportedMember) bool { return m.Role == wire.RoleAdmin }) {
		return there, 0, nil
	}
	staff, err := roster.Staff(tx, g.ID)
	return there, max(0, g.Rules().MaxAdmins+1-len(staff)), err // the owner is of the staff
}

// member is a member as it was elsewhere, if that may be.
func (im *importing) member(g *group.Group, m wire.ImportedMember) (roster.Member, bool) {
	a, ok := im.accounts[m.Account]
	joined := im.now
	if m.JoinTime != 0 {
		joined = time.Unix(m.JoinTime, 0)
		ok = ok && joined.Unix() > g.Created.Unix() && !joined.After(im.now)
	}
	role := roster.Plain
	if m.Role == wire.RoleAdmin {
		role = roster.Admin
		ok = ok && g.Rules().Appoint != group.Nobody
	}
	return roster.Member{App: g.App, Group: g.ID, Account: a.ID, Role: role, Joined: joined, MsgFlag: g.Rules().MsgFlag}, ok
}
