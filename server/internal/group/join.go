package group

import (
	"context"
	"slices"
	"time"

	"github.com/teahouse-chat/teahouse/server/internal/account"
	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/app"
	"github.com/teahouse-chat/teahouse/server/internal/id"
	"github.com/teahouse-chat/teahouse/server/internal/roster"
	"github.com/teahouse-chat/teahouse/server/internal/store"
	"github.com/teahouse-chat/teahouse/server/internal/webhook"
	"github.com/teahouse-chat/teahouse/wire/group"
	"github.com/teahouse-chat/teahouse/wire/notice"
)

// Joining says how accounts come into a group.
type Joining struct {
	By     id.Account
	ByRole roster.Role // of By: as a member
	How    int         // group.JoinApplied or group.JoinInvited
	Silent bool        // nobody is told

	// Caller is who asked, and Hooks tell the application; nil: it is not told.
	Caller *api.Caller
	hooks  *webhook.Hooks

	tip    group.Tip
	people map[uint64]group.Person
}

// Joined says what became of accounts that were to join. Those in none of the
// lists were members already.
type Joined struct {
	Came   []id.Account
	Over   []id.Account // are in as many groups as they may
	Banned []id.Account
}

// refusal is the error where one account was to join.
func (j *Joined) refusal() error {
	switch {
	case len(j.Banned) > 0:
		return group.ErrNotPermitted.With("banned from this group")
	case len(j.Over) > 0:
		return group.ErrTooManyGroups
	}
	return nil
}

// Join makes accounts members of a stored group; those who are already stay as
// they are. Errors: group.ErrFull (then nobody comes in), group.ErrNoSuchGroup.
func (s *Service) Join(ctx context.Context, set *app.Settings, g *Group, accounts []id.Account, j Joining) (Joined, error) {
	s.prepare(ctx, &j, accounts)
	var came Joined
	err := s.Change(ctx, g.App, func(tx *store.Tx) (*Aftermath, error) {
		g, err := Lock(tx, g.ID)
		if err != nil {
			return nil, err
		}
		after := NewAftermath(g, 0)
		came, err = join(tx, set, g, accounts, &j, after)
		if err != nil || len(came.Came) == 0 {
			return nil, err
		}
		return after, nil
	})
	return came, err
}

// prepare looks up what tips show.
func (s *Service) prepare(ctx context.Context, j *Joining, accounts []id.Account) {
	j.hooks = s.Hooks
	j.tip = s.NewTip(ctx, group.TipJoined, j.By)
	j.tip.GroupJoinType = j.How
	j.people = s.Persons(ctx, accounts)
}

// join is the part of Join inside a transaction. What it leaves to be done is
// added to after. Applications of those who came in need no decision any more.
func join(tx *store.Tx, set *app.Settings, g *Group, accounts []id.Account, j *Joining, after *Aftermath) (Joined, error) {
	result, may, err := mayJoin(tx, set, g, accounts)
	if err != nil {
		return Joined{}, err
	}
	added, total, err := roster.Add(tx, g.members(may))
	if err != nil || len(added) == 0 {
		return result, err
	}
	if most := g.most(set); total > most {
		return Joined{}, group.ErrFull.With("at most %d members", most)
	}
	after.History = seesBefore(g, set.HistoryBeforeJoining)
	for _, m := range added {
		after.Joined = append(after.Joined, m.Account)
		result.Came = append(result.Came, pickAccount(may, m.Account))
	}
	j.tell(after, g, result.Came, total)
	if err := settleOf(tx, g.ID, after.Joined, time.Now()); err != nil || j.Silent {
		return result, err
	}
	said := Concerning(j.tip, result.Came, j.people)
	said.MemberNum = total
	tellJoined(after, g.Tips(set), j, said, result.Came)
	return result, nil
}

// mayJoin sorts out who may not: those who are banned, and those who are in too
// many groups.
func mayJoin(tx *store.Tx, set *app.Settings, g *Group, accounts []id.Account) (result Joined, may []id.Account, err error) {
	numbers := make([]uint64, len(accounts))
	for i, a := range accounts {
		numbers[i] = a.ID
	}
	banned, err := roster.Banned(tx, g.ID, numbers, time.Now())
	if err != nil {
		return result, nil, err
	}
	var groups map[uint64]int
	if set.GroupsPerAccount > 0 {
		if groups, err = roster.Memberships(tx, numbers); err != nil {
			return result, nil, err
		}
	}
	for _, a := range accounts {
		if banned[a.ID] != 0 {
			result.Banned = append(result.Banned, a)
			continue
		}
		if over := set.GroupsPerAccount > 0 && groups[a.ID] >= set.GroupsPerAccount; over {
			if m, err := roster.Get(tx, g.ID, a.ID); err != nil || m.Role != roster.None {
				if err != nil {
					return result, nil, err
				}
				continue
			}
			result.Over = append(result.Over, a)
			continue
		}
		may = append(may, a)
	}
	return result, may, nil
}

// tellJoined adds the tip, and for those who were invited a notice each.
func tellJoined(after *Aftermath, tips Tips, j *Joining, tip group.Tip, came []id.Account) {
	if j.How == group.JoinApplied {
		after.Say(tips.Joined, j.By.ID, tip)
		return
	}
	after.Say(tips.Invited, from(j.By, j.ByRole), tip)
	for _, a := range came {
		after.Tell(a, j.By.Name, notice.GroupSystemBody{ReportType: notice.ReportInvited})
	}
}

// members are new plain members.
func (g *Group) members(accounts []id.Account) []roster.Member {
	all := make([]roster.Member, len(accounts))
	now := time.Now()
	for i, a := range accounts {
		all[i] = roster.Member{App: g.App, Group: g.ID, Account: a.ID, Role: roster.Plain, Joined: now, MsgFlag: g.Rules().MsgFlag}
	}
	return all
}

func pickAccount(all []id.Account, number uint64) id.Account {
	i := slices.IndexFunc(all, func(a id.Account) bool { return a.ID == number })
	if i < 0 {
		return id.Account{}
	}
	return all[i]
}

// Ban keeps an account out of a group until a time in seconds. Its applications
// need no decision any more. It does not end a membership.
func Ban(tx *store.Tx, g *Group, a id.Account, until int64) error {
	if err := roster.Ban(tx, g.ID, a.ID, until); err != nil {
		return err
	}
	if g.Rules().Live { // else it would be back when the ban is over
		if err := account.ForgetRoom(tx, a, g.room()); err != nil {
			return err
		}
	}
	tx.Emit(Banned{Group: g, Account: a.ID})
	return settleOf(tx, g.ID, []uint64{a.ID}, time.Now())
}

// Banned says that an account may not be in a group for a time.
type Banned struct {
	Group   *Group
	Account uint64
}
