package live

import (
	"context"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	wire "github.com/teahouse-chat/teahouse/wire/group"
)

func (s *Service) checkMembers(ctx context.Context, c *api.Caller, req *wire.CheckMembersRequest) (*wire.CheckMembersResponse, error) {
	st, err := s.standWide(ctx, c, req.GroupID)
	if err != nil {
		return nil, err
	}
	found, err := s.groups.Accounts.LookupAll(ctx, c.App.ID, req.Accounts)
	if err != nil {
		return nil, err
	}
	resp := &wire.CheckMembersResponse{Accounts: []string{}}
	for _, name := range req.Accounts {
		if a, ok := found[name]; ok && s.groups.Rooms.Has(st.Group.Conv(), a.ID) {
			resp.Accounts = append(resp.Accounts, name)
			delete(found, name) // each once
		}
	}
	return resp, nil
}
