package group

import (
	"context"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/roster"
	"github.com/teahouse-chat/teahouse/server/internal/store"
	"github.com/teahouse-chat/teahouse/wire"
	"github.com/teahouse-chat/teahouse/wire/group"
)

func (s *Service) changeGroupOwner(ctx context.Context, c *api.Caller, req *group.ChangeGroupOwnerRequest) (*wire.Empty, error) {
	st, err := s.Stand(ctx, c, req.GroupID, "")
	if err != nil {
		return nil, err
	}
	if err := need(st.Rank, st.Group.Rules().Transfer, "hand the group over"); err != nil {
		return nil, err
	}
	next, err := s.Accounts.Lookup(ctx, c.App.ID, req.NewOwner)
	if err != nil {
		return nil, noAccount(err, req.NewOwner)
	}
	before, err := s.Accounts.ByID(ctx, c.App.ID, []uint64{st.Group.Owner})
	if err != nil {
		return nil, err
	}
	tip := s.NewTip(ctx, group.TipProfile, st.Actor)
	tip.NewInfo = &group.NewInfo{Owner: next.Name}
	err = s.Change(ctx, st.Group.App, func(tx *store.Tx) (*Aftermath, error) {
		g, err := Lock(tx, st.Group.ID)
		if err != nil {
			return nil, err
		}
		old := g.Owner
		if old == next.ID {
			return nil, nil
		}
		if err := need(st.Rank, roster.Owner, "hand the group over"); err != nil {
			return nil, err
		}
		if err := setRole(tx, g.ID, g.Owner, roster.Plain); err != nil {
			return nil, err
		}
		m, err := roster.Get(tx, g.ID, next.ID)
		if err != nil {
			return nil, err
		}
		if m.Role == roster.None {
			return nil, group.ErrNotPermitted.With("%q is no member", next.Name)
		}
		if err := setRole(tx, g.ID, next.ID, roster.Owner); err != nil {
			return nil, err
		}
		g.Owner = next.ID
		return NewAftermath(g, 0).Hook(s.toldOwner(c, g, st.Actor, before[old].Name, next.Name)).Say(g.Tips(&c.App.Settings).Texts, st.From(), tip), save(tx, g)
	})
	return &wire.Empty{}, err
}

// setRole gives a member another role; somebody who is none stays so.
func setRole(tx *store.Tx, group, account uint64, role roster.Role) error {
	m, err := roster.Get(tx, group, account)
	if err != nil || m.Role == roster.None {
		return err
	}
	changed := m
	changed.Role = role
	return roster.Set(tx, m, changed)
}
