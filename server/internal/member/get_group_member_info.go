package member

import (
	"context"
	"slices"
	"strconv"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/group"
	"github.com/teahouse-chat/teahouse/server/internal/roster"
	wire "github.com/teahouse-chat/teahouse/wire/group"
)

// mostPerPage is how many members an answer holds at most.
const mostPerPage = 6000

func (s *Service) getGroupMemberInfo(ctx context.Context, c *api.Caller, req *wire.GetGroupMemberInfoRequest) (*wire.GetGroupMemberInfoResponse, error) {
	st, err := s.stand(ctx, c, req.GroupID)
	if err != nil {
		return nil, err
	}
	limit, offset := req.Limit, req.Offset
	if limit == 0 {
		limit = mostPerPage
	}
	community := st.Group.Rules().Community
	if community {
		if offset, err = cursor(string(req.Next)); err != nil {
			return nil, err
		}
		limit = min(limit, 100)
	}
	var roles []roster.Role
	for _, name := range req.MemberRoleFilter {
		roles = append(roles, roster.ParseRole(name))
	}
	page, err := s.groups.Roster.Page(ctx, st.Group.ID, roles, offset, limit)
	if err != nil {
		return nil, err
	}
	resp := &wire.GetGroupMemberInfoResponse{}
	if resp.MemberNum, err = s.groups.Roster.Count(ctx, st.Group.ID); err != nil {
		return nil, err
	}
	resp.MemberList, err = s.show(ctx, c, st.Group, page, req.MemberInfoFilter, req.AppDefinedDataFilterGroupMember)
	if community {
		next := ""
		if len(page) == limit {
			next = strconv.Itoa(offset + limit)
		}
		resp.Next = &next
	}
	return resp, err
}

// cursor reads Next: "" and 0 are the beginning.
func cursor(next string) (int, error) {
	if next == "" {
		return 0, nil
	}
	n, err := strconv.Atoi(next)
	if err != nil || n < 0 {
		return 0, wire.ErrBadParameter.With("Next is not what an answer had")
	}
	return n, nil
}

// show shows members with the fields that are asked for. Clients get all custom
// fields without naming them, as their SDK expects.
func (s *Service) show(ctx context.Context, c *api.Caller, g *group.Group, members []roster.Member, filter, keys []string) ([]wire.Member, error) {
	list, err := s.groups.MemberList(ctx, g, members, c.Admin && (filter == nil || slices.Contains(filter, "MsgSeq")))
	if err != nil {
		return nil, err
	}
	fields := group.MemberFields(filter, keys)
	if !c.Admin {
		fields = append(group.MemberFields(nil, nil), "ShutUpUntil", "OnlineStatus", "AppMemberDefinedData")
	}
	for i := range list {
		if c.Admin {
			list[i].Fields = group.OnlyKeys(list[i].Fields, keys)
		}
		list[i].Only(fields...)
	}
	return list, nil
}
