package member

import (
	"cmp"
	"context"
	"slices"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/group"
	"github.com/teahouse-chat/teahouse/server/internal/roster"
	wire "github.com/teahouse-chat/teahouse/wire/group"
)

// How many members an answer holds at most, and how many of a community.
const (
	mostPerPage     = 6000
	mostOfCommunity = 100
)

func (s *Service) getGroupMemberInfo(ctx context.Context, c *api.Caller, req *wire.GetGroupMemberInfoRequest) (*wire.GetGroupMemberInfoResponse, error) {
	st, err := s.stand(ctx, c, req.GroupID)
	if err != nil {
		return nil, err
	}
	var roles []roster.Role
	for _, name := range req.MemberRoleFilter {
		roles = append(roles, roster.ParseRole(name))
	}
	resp := &wire.GetGroupMemberInfoResponse{}
	if resp.MemberNum, err = s.groups.Roster.Count(ctx, st.Group.ID); err != nil {
		return nil, err
	}
	var page []roster.Member
	if st.Group.Rules().Community {
		page, err = s.behind(ctx, st.Group, roles, req, resp)
	} else {
		page, err = s.groups.Roster.Page(ctx, st.Group.ID, roles, req.Offset, cmp.Or(req.Limit, mostPerPage))
	}
	if err != nil {
		return nil, err
	}
	resp.MemberList, err = s.show(ctx, c, st, page, req.MemberInfoFilter, req.AppDefinedDataFilterGroupMember)
	return resp, err
}

// behind is a page of a community, whose members may be many: what it costs does
// not depend on how far down it is.
func (s *Service) behind(ctx context.Context, g *group.Group, roles []roster.Role, req *wire.GetGroupMemberInfoRequest, resp *wire.GetGroupMemberInfoResponse) ([]roster.Member, error) {
	from, ok := roster.ParseMark(string(req.Next))
	if !ok {
		return nil, wire.ErrBadParameter.With("Next is not what an answer had")
	}
	page, next, err := s.groups.Roster.After(ctx, g.ID, roles, from, min(cmp.Or(req.Limit, mostOfCommunity), mostOfCommunity))
	end := next.String()
	resp.Next = &end
	return page, err
}

// show shows members with the fields that are asked for. Clients get all custom
// fields without naming them, as their SDK expects.
func (s *Service) show(ctx context.Context, c *api.Caller, st group.Standing, members []roster.Member, filter, keys []string) ([]wire.Member, error) {
	list, err := s.groups.MemberList(ctx, st.Group, members, c.Admin && (filter == nil || slices.Contains(filter, "MsgSeq")))
	if err != nil {
		return nil, err
	}
	fields := group.MemberFields(filter, keys)
	if !c.Admin {
		fields = append(group.MemberFields(nil, nil), "OnlineStatus", "AppMemberDefinedData")
	}
	for i := range list {
		self := list[i].Account == c.Account.Name
		list[i].Fields = group.ReadableFields(c.App.Settings.MemberFields, st.Group.Type, st.Rank, self, list[i].Fields)
		if c.Admin || len(keys) > 0 {
			list[i].Fields = group.OnlyKeys(list[i].Fields, keys)
		}
		list[i].Only(fields...)
	}
	return list, nil
}
