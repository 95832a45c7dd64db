package group

import (
	"context"
	"slices"
	"time"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/id"
	"github.com/teahouse-chat/teahouse/server/internal/roster"
	"github.com/teahouse-chat/teahouse/wire/group"
)

// membership is a group with its member.
type membership struct {
	group  *Group
	member roster.Member
}

// getJoinedGroupList is the form over REST: it shows what its filter names.
func (s *Service) getJoinedGroupList(ctx context.Context, c *api.Caller, req *group.GetJoinedGroupListRequest) (*group.GetJoinedGroupListResponse, error) {
	a, err := s.Accounts.Lookup(ctx, c.App.ID, req.Account)
	if err != nil {
		return nil, noAccount(err, req.Account)
	}
	wanted := req.GroupType
	if wanted != "" {
		if wanted, err = typeNamed(wanted); err != nil {
			return nil, err
		}
	}
	all, err := s.groupsOf(ctx, a, req.WithHugeGroups == 1, func(g *Group) bool {
		switch {
		case wanted != "" && g.Type != wanted:
			return false
		case g.SupportTopic:
			return req.SupportTopic != nil && *req.SupportTopic == 1
		}
		return req.SupportTopic == nil || *req.SupportTopic == 0 || !g.Rules().Community
	})
	if err != nil {
		return nil, err
	}
	if req.WithNoActiveGroups != 1 {
		if all, err = s.active(ctx, all, 0); err != nil {
			return nil, err
		}
	}
	f := req.ResponseFilter
	if f == nil {
		f = &group.Filter{}
	}
	fields := slices.Clone(f.GroupBaseInfoFilter)
	if len(f.SelfInfoFilter) > 0 {
		fields = append(fields, "SelfInfo")
	}
	return s.joinedPage(ctx, c, a, all, req, fields, f.SelfInfoFilter)
}

// getJoinedGroupListClient lists a client's groups, but communities.
func (s *Service) getJoinedGroupListClient(ctx context.Context, c *api.Caller, req *group.GetJoinedGroupListRequest) (*group.GetJoinedGroupListResponse, error) {
	return s.joinedOfCaller(ctx, c, req, func(g *Group) bool { return !g.Rules().Community })
}

// getJoinedCommunityList lists a client's communities: those with topics or those
// without.
func (s *Service) getJoinedCommunityList(ctx context.Context, c *api.Caller, req *group.GetJoinedGroupListRequest) (*group.GetJoinedGroupListResponse, error) {
	topics := req.SupportTopic != nil && *req.SupportTopic == 1
	return s.joinedOfCaller(ctx, c, req, func(g *Group) bool { return g.Rules().Community && g.SupportTopic == topics })
}

func (s *Service) joinedOfCaller(ctx context.Context, c *api.Caller, req *group.GetJoinedGroupListRequest, wanted func(*Group) bool) (*group.GetJoinedGroupListResponse, error) {
	if _, err := c.ActAs(req.Account); err != nil {
		return nil, group.ErrNotPermitted.With("the groups of another account")
	}
	all, err := s.groupsOf(ctx, c.Account, false, wanted)
	if err != nil {
		return nil, err
	}
	if all, err = s.active(ctx, all, c.Account.ID); err != nil {
		return nil, err
	}
	fields := append([]string{"AppDefinedData", "SelfInfo", "AtInfoList", "ShutUpAllMember"}, group.BaseFields...)
	return s.joinedPage(ctx, c, c.Account, all, req, fields, []string{"Role", "JoinTime", "MsgFlag", "MsgSeq", "NameCard"})
}

// groupsOf returns the groups of an account that are wanted, in the order in
// which it joined; live is for live rooms too, where it is now.
func (s *Service) groupsOf(ctx context.Context, a id.Account, live bool, wanted func(*Group) bool) ([]membership, error) {
	members, err := s.Roster.Of(ctx, a.ID)
	if err != nil {
		return nil, err
	}
	if live {
		for _, conv := range s.Rooms.Of(a) {
			members = append(members, roster.Member{App: a.App, Group: conv.A, Account: a.ID})
		}
	}
	var all []membership
	for _, m := range members {
		g, err := s.ByID(ctx, m.Group)
		if isNoGroup(err) {
			continue // dismissed just now
		}
		if err != nil {
			return nil, err
		}
		if g.Rules().Live {
			if m, err = s.MemberOf(ctx, g, a); err != nil {
				return nil, err
			}
			m.Joined, m.MsgFlag = s.Rooms.Joined(g.Conv(), a.ID), g.Rules().MsgFlag
		}
		if wanted(g) {
			all = append(all, membership{g, m})
		}
	}
	return all, nil
}

// active leaves out groups whose type wants a first message and that have none,
// but those of owner, who is to write it.
func (s *Service) active(ctx context.Context, all []membership, owner uint64) ([]membership, error) {
	var active []membership
	for _, m := range all {
		if !m.group.Rules().NeedsMessage || m.group.Owner == owner && owner != 0 {
			active = append(active, m)
			continue
		}
		h, err := s.Timeline.Head(ctx, m.group.Conv())
		if err != nil {
			return nil, err
		}
		if h.Number > 0 {
			active = append(active, m)
		}
	}
	return active, nil
}

func (s *Service) joinedPage(ctx context.Context, c *api.Caller, a id.Account, all []membership, req *group.GetJoinedGroupListRequest, fields, self []string) (*group.GetJoinedGroupListResponse, error) {
	page := all[min(req.Offset, len(all)):]
	if req.Limit > 0 {
		page = page[:min(req.Limit, len(page))]
	}
	groups := make([]*Group, len(page))
	for i, m := range page {
		groups[i] = m.group
	}
	list, err := s.profiles(ctx, a.App, groups)
	if err != nil {
		return nil, err
	}
	for i, m := range page {
		place, _, err := s.Timeline.Place(ctx, m.group.Conv(), a.ID)
		if err != nil {
			return nil, err
		}
		shown := showMember(a, &m.member, time.Now())
		shown.MsgSeq = place.Read
		shown.Only(self...)
		list[i].SelfInfo = &shown
		if !c.Admin {
			list[i].AppDefinedData = ReadableFields(c.App.Settings.GroupFields, m.group.Type, m.member.Role, false, list[i].AppDefinedData)
		}
		list[i].Only(fields...)
	}
	return &group.GetJoinedGroupListResponse{TotalCount: len(all), GroupIDList: list}, nil
}
