package group

import (
	"context"
	"time"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/id"
	"github.com/teahouse-chat/teahouse/server/internal/permit"
	"github.com/teahouse-chat/teahouse/server/internal/roster"
	"github.com/teahouse-chat/teahouse/server/internal/store"
	"github.com/teahouse-chat/teahouse/server/internal/topic"
	"github.com/teahouse-chat/teahouse/wire"
	"github.com/teahouse-chat/teahouse/wire/group"
	"github.com/teahouse-chat/teahouse/wire/notice"
)

func (s *Service) destroyGroup(ctx context.Context, c *api.Caller, req *group.DestroyGroupRequest) (*wire.Empty, error) {
	st, err := s.Stand(ctx, c, req.GroupID, "")
	if err != nil {
		return nil, err
	}
	g := st.Group
	if err := need(st.Rank, g.Rules().Dismiss, "dismiss the group"); err != nil {
		return nil, err
	}
	told, err := s.toldDestroyed(ctx, c, g)
	if err != nil {
		return nil, err
	}
	var members []roster.Member
	err = s.Change(ctx, g.App, func(tx *store.Tx) (*Aftermath, error) {
		if _, err := Lock(tx, g.ID); err != nil {
			return nil, err
		}
		all, err := roster.Clear(tx, g.ID)
		if err != nil {
			return nil, err
		}
		members = all
		for _, forget := range s.dismissals {
			if err := forget(tx, g); err != nil {
				return nil, err
			}
		}
		tx.Emit(Dismissed{g})
		after := NewAftermath(g, c.Instance).Hook(told)
		topics, err := topic.Clear(tx, g.ID)
		if err == nil {
			err = permit.Clear(tx, g.ID)
		}
		if err != nil {
			return nil, err
		}
		for _, t := range topics {
			after.Drops = append(after.Drops, t.ID)
		}
		if after.Drop = g.Rules().History; after.Drop {
			d := dismissal{Group: g.ID, App: g.App, About: g.about(), By: st.Actor.Name, At: time.Now()}
			if err := insertDismissal(tx, d); err != nil {
				return nil, err
			}
		}
		return after, deleteGroup(tx, g.ID)
	})
	if err != nil {
		return nil, err
	}
	return &wire.Empty{}, s.tellDismissed(ctx, g, st.Actor.Name, members)
}

// tellDismissed tells those online. Who is not is told at its next login; see
// DismissedSince.
func (s *Service) tellDismissed(ctx context.Context, g *Group, by string, members []roster.Member) error {
	after := NewAftermath(g, 0)
	for _, m := range s.Rooms.Drop(g.Conv(), g.GroupID) {
		after.Hint(m.Account, by, notice.GroupSystemBody{ReportType: notice.ReportDismissed})
	}
	numbers := make([]uint64, len(members))
	for i, m := range members {
		numbers[i] = m.Account
	}
	accounts, err := s.Accounts.ByID(ctx, g.App, numbers)
	if err != nil {
		return err
	}
	for _, n := range numbers {
		if a, ok := accounts[n]; ok && len(s.Hub.Online(g.App, n)) > 0 {
			after.Hint(a, by, notice.GroupSystemBody{ReportType: notice.ReportDismissed})
		}
	}
	return s.carryOut(ctx, "", after)
}

// accountsOf returns accounts in the order of their numbers; deleted ones are
// left out.
func (s *Service) accountsOf(ctx context.Context, app uint32, numbers []uint64) ([]id.Account, error) {
	found, err := s.Accounts.ByID(ctx, app, numbers)
	if err != nil {
		return nil, err
	}
	all := make([]id.Account, 0, len(numbers))
	for _, n := range numbers {
		if a, ok := found[n]; ok {
			all = append(all, a)
		}
	}
	return all, nil
}
