package member

import (
	"context"
	"slices"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/roster"
	wire "github.com/teahouse-chat/teahouse/wire/group"
)

func (s *Service) getSpecifiedGroupMemberInfo(ctx context.Context, c *api.Caller, req *wire.GetSpecifiedGroupMemberInfoRequest) (*wire.GetSpecifiedGroupMemberInfoResponse, error) {
	st, err := s.stand(ctx, c, req.GroupID)
	if err != nil {
		return nil, err
	}
	accounts, err := s.lookup(ctx, c.App.ID, req.Accounts)
	if err != nil {
		return nil, err
	}
	var members []roster.Member
	for _, a := range accounts {
		m, err := s.groups.Roster.Member(ctx, st.Group.ID, a.ID)
		if err != nil {
			return nil, err
		}
		if m.Role != roster.None && (req.MemberRoleFilter == nil || slices.Contains(req.MemberRoleFilter, m.Role.String())) {
			members = append(members, m)
		}
	}
	list, err := s.show(ctx, c, st, members, req.MemberInfoFilter, req.AppDefinedDataFilterGroupMember)
	return &wire.GetSpecifiedGroupMemberInfoResponse{GroupID: req.GroupID, MemberList: list}, err
}
