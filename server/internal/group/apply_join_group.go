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

func (s *Service) applyJoinGroup(ctx context.Context, c *api.Caller, req *group.ApplyJoinGroupRequest) (*group.ApplyJoinGroupResponse, error) {
	st, err := s.Stand(ctx, c, req.GroupID, "")
	if err != nil {
		return nil, err
	}
	if st.Group.Rules().Live {
		return s.enterLive(ctx, c, st.Group)
	}
	if st.Rank != roster.None {
		return nil, group.ErrIsMember
	}
	asks, err := mayApply(st.Group)
	if err != nil {
		return nil, err
	}
	if asks {
		return nil, group.ErrNotPermitted.With("applications are not taken yet; members may be invited")
	}
	if _, err := s.Join(ctx, c, st.Group, []id.Account{st.Actor}, Joining{By: st.Actor, How: group.JoinApplied}); err != nil {
		return nil, err
	}
	return &group.ApplyJoinGroupResponse{JoinedStatus: group.JoinedSuccess}, nil
}

// Joining says how accounts come into a group.
type Joining struct {
	By     id.Account
	ByRole roster.Role // of By: as a member
	How    int         // group.JoinApplied or group.JoinInvited
	Silent bool        // nobody is told
}

// Join makes accounts members of a stored group; those who are already stay as
// they are. It returns who came in. Errors: group.ErrFull, group.ErrNoSuchGroup.
func (s *Service) Join(ctx context.Context, c *api.Caller, g *Group, accounts []id.Account, j Joining) ([]id.Account, error) {
	tip := s.NewTip(ctx, group.TipJoined, j.By)
	tip.GroupJoinType = j.How
	people := s.Persons(ctx, accounts)
	var came []id.Account
	err := s.Change(ctx, g.App, func(tx *store.Tx) (*Aftermath, error) {
		g, err := Lock(tx, g.ID)
		if err != nil {
			return nil, err
		}
		added, total, err := roster.Add(tx, g.members(accounts))
		if err != nil || len(added) == 0 {
			return nil, err
		}
		if total > g.MaxMembers {
			return nil, group.ErrFull.With("at most %d members", g.MaxMembers)
		}
		came = came[:0]
		after := NewAftermath(g, 0)
		after.History = seesBefore(g, c.App.Settings.HistoryBeforeJoining)
		for _, m := range added {
			after.Joined = append(after.Joined, m.Account)
			came = append(came, pickAccount(accounts, m.Account))
		}
		if j.Silent {
			return after, nil
		}
		said := Concerning(tip, came, people)
		said.MemberNum = total
		return tellJoined(after, g, j, said, came), nil
	})
	return came, err
}

// tellJoined adds the tip, and for those who were invited a notice each.
func tellJoined(after *Aftermath, g *Group, j Joining, tip group.Tip, came []id.Account) *Aftermath {
	if j.How == group.JoinApplied {
		return after.Say(g.Rules().Tips.Joined, j.By.ID, tip)
	}
	after.Say(g.Rules().Tips.Invited, from(j.By, j.ByRole), tip)
	for _, a := range came {
		after.Tell(a, j.By.Name, notice.GroupSystemBody{ReportType: notice.ReportInvited})
	}
	return after
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
	for _, a := range all {
		if a.ID == number {
			return a
		}
	}
	return id.Account{}
}
