package member

import (
	"context"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/roster"
	wire "github.com/teahouse-chat/teahouse/wire/group"
)

func (s *Service) getRoleInGroup(ctx context.Context, c *api.Caller, req *wire.GetRoleInGroupRequest) (*wire.GetRoleInGroupResponse, error) {
	st, err := s.stand(ctx, c, req.GroupID)
	if err != nil {
		return nil, err
	}
	found, err := s.groups.Accounts.LookupAll(ctx, c.App.ID, req.Accounts)
	if err != nil {
		return nil, err
	}
	resp := &wire.GetRoleInGroupResponse{}
	for _, name := range req.Accounts {
		m := roster.Member{} // somebody who does not exist is no member either
		if a, ok := found[name]; ok {
			if m, err = s.groups.Roster.Member(ctx, st.Group.ID, a.ID); err != nil {
				return nil, err
			}
		}
		resp.UserIdList = append(resp.UserIdList, wire.RoleOf{Account: name, Role: m.Role.String()})
	}
	return resp, nil
}
