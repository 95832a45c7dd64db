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

func (s *Service) forbidSendMsg(ctx context.Context, c *api.Caller, req *wire.ForbidSendMsgRequest) (*base.Empty, error) {
	st, err := s.groups.StandIn(ctx, c, req.GroupID, req.TopicID, "")
	if err != nil {
		return nil, err
	}
	if err := group.MayTouch(st.For(group.Muting), roster.None, st.Group.Rules().MuteMember, "mute members"); err != nil {
		return nil, err
	}
	accounts, err := s.lookup(ctx, c.App.ID, req.Accounts)
	if err != nil {
		return nil, err
	}
	mu := muting{st: st, tips: st.Group.Tips(&c.App.Settings), seconds: *req.Mute(), now: time.Now(),
		tip: s.groups.NewTip(ctx, 0, st.Actor), people: s.groups.Persons(ctx, accounts)}
	err = s.groups.Change(ctx, st.Group.App, func(tx *store.Tx) (*group.Aftermath, error) {
		g, err := group.LockIn(tx, st.Group)
		if err != nil {
			return nil, err
		}
		muted, err := mayMute(tx, st, g, accounts)
		if err != nil || len(muted) == 0 {
			return nil, err
		}
		after := group.NewAftermath(g, 0)
		return after, mu.apply(tx, g, muted, after)
	})
	return &base.Empty{}, err
}

// mayMute returns those of the accounts that are to be muted: members, and in live
// groups, whose members come and go, all.
func mayMute(tx *store.Tx, st group.Standing, g *group.Group, accounts []id.Account) ([]id.Account, error) {
	var muted []id.Account
	for _, a := range accounts {
		role, err := roleOf(tx, g, a)
		if err != nil {
			return nil, err
		}
		if role == roster.None && g.Rules().Members {
			continue
		}
		if err := group.MayTouch(st.For(group.Muting), g.Weight(role), g.Rules().MuteMember, "mute members"); err != nil {
			return nil, err
		}
		muted = append(muted, a)
	}
	return muted, nil
}

// roleOf is an account's role; in a live group, the owner and admins have one.
func roleOf(tx *store.Tx, g *group.Group, a id.Account) (roster.Role, error) {
	if g.Owner == a.ID && a.ID != 0 {
		return roster.Owner, nil
	}
	m, err := roster.Get(tx, g.ID, a.ID)
	return max(m.Role, m.Office), err
}
