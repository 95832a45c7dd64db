package member

import (
	"context"
	"time"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/group"
	"github.com/teahouse-chat/teahouse/server/internal/id"
	"github.com/teahouse-chat/teahouse/server/internal/roster"
	"github.com/teahouse-chat/teahouse/server/internal/store"
	base "github.com/teahouse-chat/teahouse/wire"
	wire "github.com/teahouse-chat/teahouse/wire/group"
)

func (s *Service) unbanGroupMember(ctx context.Context, c *api.Caller, req *wire.UnbanGroupMemberRequest) (*base.Empty, error) {
	st, accounts, err := s.standToBan(ctx, c, req.GroupID, req.Accounts)
	if err != nil {
		return nil, err
	}
	tip, people := s.groups.NewTip(ctx, st.Group.Rules().Bans.EndTip, st.Actor), s.groups.Persons(ctx, accounts)
	err = s.groups.Change(ctx, st.Group.App, func(tx *store.Tx) (*group.Aftermath, error) {
		g, err := group.Lock(tx, st.Group.ID)
		if err != nil {
			return nil, err
		}
		free, err := lift(tx, g, accounts)
		if err != nil || len(free) == 0 || tip.OpType == 0 {
			return nil, err
		}
		return group.NewAftermath(g, 0).Say(g.Tips(&c.App.Settings).Kicked, st.From(), group.Concerning(tip, free, people)), nil
	})
	return &base.Empty{}, err
}

// lift ends the bans of those of the accounts that are banned.
func lift(tx *store.Tx, g *group.Group, accounts []id.Account) ([]id.Account, error) {
	numbers := make([]uint64, len(accounts))
	for i, a := range accounts {
		numbers[i] = a.ID
	}
	banned, err := roster.Banned(tx, g.ID, numbers, time.Now())
	if err != nil {
		return nil, err
	}
	var free []id.Account
	for _, a := range accounts {
		if banned[a.ID] == 0 {
			continue
		}
		if err := roster.Ban(tx, g.ID, a.ID, 0); err != nil {
			return nil, err
		}
		free = append(free, a)
	}
	return free, nil
}
