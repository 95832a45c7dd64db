package community

import (
	"cmp"
	"context"
	"slices"
	"strconv"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/group"
	"github.com/teahouse-chat/teahouse/server/internal/roster"
	wire "github.com/teahouse-chat/teahouse/wire/group"
)

// getPermissionGroupMemberList lists to members who is in a permission group. Next
// is the number of the last one.
func (s *Service) getPermissionGroupMemberList(ctx context.Context, c *api.Caller, req *wire.GetPermissionGroupMemberListRequest) (*wire.GetPermissionGroupMemberListResponse, error) {
	st, err := s.standPermits(ctx, c, req.GroupID)
	if err != nil {
		return nil, err
	}
	p, err := s.find(ctx, st.Group, req.PermissionGroupID)
	if err != nil {
		return nil, err
	}
	from, err := after(req.Next)
	if err != nil {
		return nil, err
	}
	limit := cmp.Or(req.Limit, wire.MaxPermissionPage)
	accounts, err := s.groups.Permits.Members(ctx, p.ID, from, limit)
	if err != nil {
		return nil, err
	}
	resp := &wire.GetPermissionGroupMemberListResponse{}
	if len(accounts) == limit {
		resp.Next = strconv.FormatUint(accounts[limit-1], 10)
	}
	var members []roster.Member
	for _, a := range accounts {
		m, err := s.groups.Roster.Member(ctx, st.Group.ID, a)
		if err != nil {
			return nil, err
		}
		if len(req.MemberRoleFilter) == 0 || slices.Contains(req.MemberRoleFilter, m.Role.String()) {
			members = append(members, m)
		}
	}
	resp.MemberList, err = s.groups.MemberList(ctx, st.Group, members, false)
	for i := range resp.MemberList {
		m := &resp.MemberList[i]
		own := m.Account == st.Actor.Name
		m.Fields = group.OnlyKeys(group.ReadableFields(c.App.Settings.MemberFields, st.Group.Type, st.Rank, own, m.Fields), req.Keys)
		m.Only(group.MemberFields(req.MemberInfoFilter, req.Keys)...)
	}
	return resp, err
}
