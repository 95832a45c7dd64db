package group

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/id"
	"github.com/teahouse-chat/teahouse/server/internal/roster"
	"github.com/teahouse-chat/teahouse/wire"
	"github.com/teahouse-chat/teahouse/wire/group"
)

// Standing is what a request comes down to: which group, who asks, and as what.
type Standing struct {
	Group *Group
	// Actor is who asks; its ID is 0 for an App admin without an account.
	Actor  id.Account
	Member roster.Member // the actor's membership
	// Rank is the member's role, or roster.Master for an App admin over REST,
	// who outranks everybody.
	Rank roster.Role

	rights rights
}

// Stand finds the group of a request and the standing of its caller. as is the
// account that the request names, "" for the caller itself. Errors:
// group.ErrNoSuchGroup, group.ErrBadGroupID, group.ErrNoSuchAccount.
func (s *Service) Stand(ctx context.Context, c *api.Caller, groupID, as string) (Standing, error) {
	name, err := c.ActAs(as)
	if err != nil {
		return Standing{}, group.ErrNotPermitted.With("in the name of another account")
	}
	g, err := s.Find(ctx, c.App.ID, groupID)
	if err != nil {
		return Standing{}, err
	}
	st := Standing{Group: g, Actor: c.Account}
	if name != c.Account.Name || c.Admin {
		st.Actor, err = s.Accounts.Lookup(ctx, c.App.ID, name)
		if errors.Is(err, wire.ErrNoSuchAccount) && as == "" {
			st.Actor, err = id.Account{App: c.App.ID, Name: name}, nil // an admin that never logged in
		}
		if err != nil {
			return st, noAccount(err, name)
		}
	}
	if st.Actor.ID != 0 {
		if st.Member, err = s.MemberOf(ctx, g, st.Actor); err != nil {
			return st, err
		}
		if err := s.notBackYet(ctx, c, &st); err != nil {
			return st, err
		}
	}
	st.Rank = st.Member.Role
	if c.Admin {
		st.Rank = roster.Master
	}
	return st, s.permit(ctx, &st)
}

// MemberOf returns an account's membership: of live groups from those who are in
// the room now, of others from the roster.
func (s *Service) MemberOf(ctx context.Context, g *Group, a id.Account) (roster.Member, error) {
	m, err := s.Roster.Member(ctx, g.ID, a.ID)
	if err == nil && g.Topic != nil {
		return s.memberIn(ctx, g.Topic, m)
	}
	if err != nil || !g.Rules().Live {
		return m, err
	}
	m.App = g.App
	switch {
	case g.Owner == a.ID:
		m.Role = roster.Owner
	case m.Office == roster.Admin:
		m.Role = roster.Admin
	case s.Rooms.Has(g.Conv(), a.ID):
		m.Role = roster.Plain
	}
	return m, nil
}

// notBackYet counts a caller as a member of a live room that its instance was in
// when its socket or the server was cut: a client sends what had no answer before
// it logs in again and is put back.
func (s *Service) notBackYet(ctx context.Context, c *api.Caller, st *Standing) error {
	if st.Member.Role != roster.None || !st.Group.Rules().Live || c.Instance == 0 {
		return nil
	}
	rooms, err := s.Accounts.Rooms(ctx, c.Account, c.Instance)
	if err != nil || !slices.Contains(rooms, st.Group.room()) {
		return err
	}
	until, err := s.Roster.BannedUntil(ctx, st.Group.ID, st.Actor.ID, time.Now())
	if until == 0 && err == nil {
		st.Member.Role = roster.Plain
	}
	return err
}

// needMember refuses those who are neither members nor App admins.
func (st *Standing) needMember() error {
	if st.Rank == roster.None {
		return group.ErrNotPermitted.With("not a member")
	}
	return nil
}

// From is whom a tip of what the actor did counts as sent by.
func (st *Standing) From() uint64 { return from(st.Actor, st.Member.Role) }

// noAccount gives an unknown account the number that groups have for it.
func noAccount(err error, name string) error {
	if errors.Is(err, wire.ErrNoSuchAccount) {
		return group.ErrNoSuchAccount.With("%q", name)
	}
	return err
}

func convOf(m roster.Member) id.Conv { return id.GroupConv(m.App, m.Group) }
