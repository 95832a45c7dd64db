package member

import (
	"context"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/group"
	"github.com/teahouse-chat/teahouse/server/internal/id"
	wire "github.com/teahouse-chat/teahouse/wire/group"
)

func (s *Service) addGroupMember(ctx context.Context, c *api.Caller, req *wire.AddGroupMemberRequest) (*wire.AddGroupMemberResponse, error) {
	st, err := s.stand(ctx, c, req.GroupID)
	if err != nil {
		return nil, err
	}
	names := make([]string, len(req.MemberList))
	for i, m := range req.MemberList {
		names[i] = m.Account
	}
	accounts, err := s.lookup(ctx, c.App.ID, names)
	if err != nil {
		return nil, err
	}
	if len(accounts) == 0 {
		return nil, wire.ErrNoSuchAccount.With("%q", names[0])
	}
	allowed, err := s.askInvite(ctx, c, st, accounts)
	if err != nil {
		return nil, err
	}
	var invited group.Invited
	if len(allowed) > 0 {
		invited, err = s.groups.Invite(ctx, c, st, allowed, req.Silence == 1)
	}
	if err != nil {
		return nil, err
	}
	over := wire.NotAdded
	if !c.Admin {
		over = wire.OverLimit // what clients know, and the server API has no number for
	}
	results := map[string]int{}
	for _, row := range []struct {
		accounts []id.Account
		result   int
	}{{accounts, wire.NotAdded}, {allowed, wire.WasMember}, {invited.Came, wire.Added}, {invited.Waiting, wire.WaitsForAnswer},
		{invited.Banned, wire.NotAdded}, {invited.Over, over}} {
		for _, a := range row.accounts {
			results[a.Name] = row.result
		}
	}
	resp := &wire.AddGroupMemberResponse{}
	for _, name := range names {
		resp.MemberList = append(resp.MemberList, wire.AddedMember{Account: name, Result: results[name]})
	}
	return resp, nil
}
