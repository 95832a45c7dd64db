package member

import (
	"context"
	"time"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/group"
	"github.com/teahouse-chat/teahouse/server/internal/roster"
	wire "github.com/teahouse-chat/teahouse/wire/group"
)

func (s *Service) getGroupMutedAccount(ctx context.Context, c *api.Caller, req *wire.GetGroupMutedAccountRequest) (*wire.GetGroupMutedAccountResponse, error) {
	resp := &wire.GetGroupMutedAccountResponse{GroupID: req.GroupID, Accounts: []wire.MutedAccount{}}
	return resp, s.muted(ctx, c, req, func(name string, until int64) {
		resp.Accounts = append(resp.Accounts, wire.MutedAccount{Account: name, Until: until})
	})
}

// muted tells add of everybody who is muted.
func (s *Service) muted(ctx context.Context, c *api.Caller, req *wire.GetGroupMutedAccountRequest, add func(name string, until int64)) error {
	st, err := s.groups.StandIn(ctx, c, req.GroupID, req.TopicID, "")
	if err != nil {
		return err
	}
	if err := group.MayTouch(st.For(group.Muting), roster.None, st.Group.Rules().MuteMember, "mute members"); err != nil {
		return err
	}
	var all []roster.Until
	if t := st.Group.Topic; t != nil {
		all, err = s.groups.Topics.Mutes(ctx, t.ID, time.Now())
	} else {
		all, err = s.groups.Roster.Mutes(ctx, st.Group.ID, time.Now())
	}
	if err != nil {
		return err
	}
	return s.named(ctx, c, all, add)
}

// named tells add of accounts by their names; deleted ones are left out.
func (s *Service) named(ctx context.Context, c *api.Caller, all []roster.Until, add func(name string, until int64)) error {
	numbers := make([]uint64, len(all))
	for i, u := range all {
		numbers[i] = u.Account
	}
	names, err := s.groups.Accounts.ByID(ctx, c.App.ID, numbers)
	if err != nil {
		return err
	}
	for _, u := range all {
		if a, ok := names[u.Account]; ok {
			add(a.Name, u.Until)
		}
	}
	return nil
}
