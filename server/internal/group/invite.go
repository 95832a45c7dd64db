package group

import (
	"context"
	"time"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/id"
	"github.com/teahouse-chat/teahouse/server/internal/roster"
	"github.com/teahouse-chat/teahouse/server/internal/store"
	"github.com/teahouse-chat/teahouse/wire/group"
	"github.com/teahouse-chat/teahouse/wire/notice"
)

// mostAsked is how many accounts one call may invite where that needs an
// approval: each is an entry of its own for each of the staff.
const mostAsked = 20

// Invited says what became of accounts that were invited.
type Invited struct {
	Joined
	Waiting []id.Account // for an approval or for their own consent
}

// Invite brings accounts into a group, or asks those whom the group's
// InviteJoinOption and the application's settings want to be asked. Errors: as
// Join, and group.ErrNotPermitted.
func (s *Service) Invite(ctx context.Context, c *api.Caller, st Standing, accounts []id.Account, silent bool) (Invited, error) {
	asks, err := MayInvite(st.For(Keeping), st.Group)
	if err != nil {
		return Invited{}, err
	}
	kind := group.InvitationToAnswer
	switch {
	case asks:
		kind = group.InvitationToPermit
		if len(accounts) > mostAsked {
			return Invited{}, group.ErrTooMany.With("invitations that need an approval: %d", mostAsked)
		}
	case !c.App.Settings.InviteConsent:
		came, err := s.Join(ctx, &c.App.Settings, st.Group, accounts, Joining{
			By: st.Actor, ByRole: st.Member.Role, How: group.JoinInvited, Silent: silent, Caller: c})
		return Invited{Joined: came}, err
	}
	inv := &inviting{st: st, kind: kind, accounts: accounts, who: s.person(ctx, st.Actor)}
	if asks {
		if inv.staff, err = s.deciders(ctx, st.Group); err != nil {
			return Invited{}, err
		}
	}
	for _, a := range accounts {
		one, err := s.newApplication(ctx, st.Group, kind, a.ID, st.Actor.ID, "")
		if err != nil {
			return Invited{}, err
		}
		inv.filed = append(inv.filed, one)
	}
	err = s.Change(ctx, st.Group.App, inv.apply)
	return inv.result, err
}

// inviting is an invitation that somebody has to answer.
type inviting struct {
	st       Standing
	kind     int
	accounts []id.Account
	filed    []application // one for each account
	staff    []id.Account
	who      group.Person
	result   Invited
}

func (inv *inviting) apply(tx *store.Tx) (*Aftermath, error) {
	g, err := Lock(tx, inv.st.Group.ID)
	if err != nil {
		return nil, err
	}
	numbers := make([]uint64, len(inv.accounts))
	for i, a := range inv.accounts {
		numbers[i] = a.ID
	}
	banned, err := roster.Banned(tx, g.ID, numbers, time.Now())
	if err != nil {
		return nil, err
	}
	var result Invited
	after := NewAftermath(g, 0)
	for i, a := range inv.accounts {
		if banned[a.ID] != 0 {
			result.Banned = append(result.Banned, a)
			continue
		}
		if m, err := roster.Get(tx, g.ID, a.ID); err != nil || m.Role != roster.None {
			if err != nil {
				return nil, err
			}
			continue
		}
		result.Waiting = append(result.Waiting, a)
		fresh, err := fileApplication(tx, inv.filed[i])
		if err != nil {
			return nil, err
		}
		if fresh {
			inv.tell(after, a, inv.filed[i])
		}
	}
	inv.result = result
	return after, nil
}

// tell asks the staff, or whoever is invited.
func (inv *inviting) tell(after *Aftermath, a id.Account, about application) {
	if inv.kind == group.InvitationToAnswer {
		after.ask([]id.Account{a}, inv.st.Actor.Name, about,
			notice.GroupSystemBody{ReportType: notice.ReportAsked, OperatorInfo: &inv.who})
		return
	}
	after.ask(inv.staff, inv.st.Actor.Name, about,
		notice.GroupSystemBody{ReportType: notice.ReportApplied, OperatorInfo: &inv.who, Invited: []string{a.Name}})
}
