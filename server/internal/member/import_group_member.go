package member

import (
	"context"
	"errors"
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
	after := group.NewAftermath(g, 0)
	after.History, after.Unread = true, map[uint64]int{}
	results := make([]wire.AddedMember, len(im.list))
	for i, m := range im.list {
		results[i] = wire.AddedMember{Account: m.Account, Result: wire.NotAdded}
		member, ok := im.member(g, m)
		if !ok {
			continue
		}
		switch err := mayAppoint(tx, g, roster.Member{}, m.Role); {
		case errors.Is(err, wire.ErrNotPermitted):
			continue
		case err != nil:
			return nil, err
		}
		added, total, err := roster.Add(tx, []roster.Member{member})
		switch {
		case err != nil:
			return nil, err
		case total > g.MaxMembers:
			return nil, wire.ErrFull.With("at most %d members", g.MaxMembers)
		case len(added) == 0:
			results[i].Result = wire.WasMember
			continue
		}
		results[i].Result = wire.Added
		after.Joined = append(after.Joined, member.Account)
		after.Unread[member.Account] = m.UnreadMsgNum
	}
	im.results = results
	return after, nil
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
