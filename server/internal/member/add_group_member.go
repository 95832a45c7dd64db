package member

import (
	"context"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/group"
	wire "github.com/teahouse-chat/teahouse/wire/group"
)

func (s *Service) addGroupMember(ctx context.Context, c *api.Caller, req *wire.AddGroupMemberRequest) (*wire.AddGroupMemberResponse, error) {
	st, err := s.stand(ctx, c, req.GroupID)
	if err != nil {
		return nil, err
	}
	if err := group.MayInvite(st.Rank, st.Group); err != nil {
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
	came, err := s.groups.Join(ctx, c, st.Group, accounts, group.Joining{
		By: st.Actor, ByRole: st.Member.Role, How: wire.JoinInvited, Silent: req.Silence == 1})
	if err != nil {
		return nil, err
	}
	results := map[string]int{}
	for _, a := range accounts {
		results[a.Name] = wire.WasMember
	}
	for _, a := range came {
		results[a.Name] = wire.Added
	}
	resp := &wire.AddGroupMemberResponse{}
	for _, name := range names {
		resp.MemberList = append(resp.MemberList, wire.AddedMember{Account: name, Result: results[name]})
	}
	return resp, nil
}
