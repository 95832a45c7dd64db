package group

import (
	"context"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/id"
	"github.com/teahouse-chat/teahouse/server/internal/roster"
	"github.com/teahouse-chat/teahouse/server/internal/store"
	"github.com/teahouse-chat/teahouse/wire"
	"github.com/teahouse-chat/teahouse/wire/group"
	"github.com/teahouse-chat/teahouse/wire/notice"
)

func (s *Service) quitGroup(ctx context.Context, c *api.Caller, req *group.QuitGroupRequest) (*wire.Empty, error) {
	st, err := s.Stand(ctx, c, req.GroupID, "")
	if err != nil {
		return nil, err
	}
	if err := st.needMember(); err != nil {
		return nil, err
	}
	if st.Rank == roster.Owner && !st.Group.Rules().OwnerQuits {
		return nil, group.ErrOwnerQuits
	}
	if st.Group.Rules().Live {
		return &wire.Empty{}, s.LeaveLive(ctx, c, st.Group)
	}
	self := []id.Account{st.Actor}
	tip := Concerning(s.NewTip(ctx, group.TipQuit, st.Actor), self, s.Persons(ctx, self))
	err = s.Change(ctx, st.Group.App, func(tx *store.Tx) (*Aftermath, error) {
		g, err := Lock(tx, st.Group.ID)
		if err != nil {
			return nil, err
		}
		removed, total, err := roster.Remove(tx, g.App, g.ID, []uint64{st.Actor.ID})
		if err != nil {
			return nil, err
		}
		if len(removed) == 0 {
			return nil, group.ErrNotPermitted.With("not a member")
		}
		after := NewAftermath(g, c.Instance)
		if g.Owner == st.Actor.ID {
			g.Owner = 0
			if err := save(tx, g); err != nil {
				return nil, err
			}
		}
		after.Hook(Exited(s.Hooks, c, g, ExitQuit, st.Actor.Name, self))
		tip.MemberNum = total
		after.Left = []uint64{st.Actor.ID}
		after.Say(g.Tips(&c.App.Settings).Quit, st.Actor.ID, tip)
		return after.Hint(st.Actor, st.Actor.Name, notice.GroupSystemBody{ReportType: notice.ReportQuit}), nil
	})
	return &wire.Empty{}, err
}
