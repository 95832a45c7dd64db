package group

import (
	"context"
	"errors"

	"github.com/teahouse-chat/teahouse/server/internal/id"
	"github.com/teahouse-chat/teahouse/server/internal/roster"
	"github.com/teahouse-chat/teahouse/server/internal/store"
	"github.com/teahouse-chat/teahouse/server/internal/webhook"
	"github.com/teahouse-chat/teahouse/wire/group"
)

// forgetAccount ends the memberships of an account that was deleted; its places in
// timelines are dropped elsewhere. A group that it owned goes to its oldest admin,
// else to its oldest member, else to nobody.
func (s *Service) forgetAccount(ctx context.Context, a id.Account) error {
	all, err := s.Roster.Of(ctx, a.ID)
	if err != nil {
		return err
	}
	self := []id.Account{a}
	for _, m := range all {
		tip := Concerning(s.NewTip(ctx, group.TipQuit, a), self, s.Persons(ctx, self))
		err := s.Change(ctx, a.App, func(tx *store.Tx) (*Aftermath, error) {
			return s.depart(tx, m.Group, a, tip)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func (s *Service) depart(tx *store.Tx, groupID uint64, a id.Account, tip group.Tip) (*Aftermath, error) {
	g, err := Lock(tx, groupID)
	if errors.Is(err, group.ErrNoSuchGroup) {
		return nil, nil // dismissed meanwhile
	}
	if err != nil {
		return nil, err
	}
	removed, total, err := roster.Remove(tx, g.App, g.ID, []uint64{a.ID})
	if err != nil || len(removed) == 0 {
		return nil, err
	}
	if g.Owner == a.ID {
		if g.Owner, err = succeed(tx, g.ID); err != nil {
			return nil, err
		}
		if err := save(tx, g); err != nil {
			return nil, err
		}
	}
	tip.MemberNum = total
	after := NewAftermath(g, 0).Hook(exited(s.Hooks, a.App, webhook.Origin{}, g, ExitQuit, a.Name, []id.Account{a}))
	return after.Say(g.Rules().Tips.Quit, 0, tip), nil
}

// succeed makes a member the owner of a group that has none, and returns who it is.
func succeed(tx *store.Tx, groupID uint64) (uint64, error) {
	for _, role := range []roster.Role{roster.Admin, roster.Plain} {
		m, err := roster.Oldest(tx, groupID, role)
		if err != nil {
			return 0, err
		}
		if m.Role != roster.None {
			return m.Account, setRole(tx, groupID, m.Account, roster.Owner)
		}
	}
	return 0, nil
}
