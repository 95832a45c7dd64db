package live

import (
	"context"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/group"
	"github.com/teahouse-chat/teahouse/server/internal/id"
	"github.com/teahouse-chat/teahouse/server/internal/roster"
	"github.com/teahouse-chat/teahouse/server/internal/store"
	base "github.com/teahouse-chat/teahouse/wire"
	wire "github.com/teahouse-chat/teahouse/wire/group"
	"github.com/teahouse-chat/teahouse/wire/notice"
)

func (s *Service) modifyAdmin(ctx context.Context, c *api.Caller, req *wire.ModifyAdminRequest) (*base.Empty, error) {
	st, err := s.standWide(ctx, c, req.GroupID)
	if err != nil {
		return nil, err
	}
	found, err := s.groups.Accounts.LookupAll(ctx, c.App.ID, req.Accounts)
	if err != nil {
		return nil, err
	}
	accounts := make([]id.Account, len(req.Accounts))
	for i, name := range req.Accounts {
		a, ok := found[name]
		if !ok {
			return nil, wire.ErrNoSuchAccount.With("%q", name)
		}
		accounts[i] = a
	}
	appoint := req.CommandType == wire.CommandSet
	err = s.groups.Change(ctx, st.Group.App, func(tx *store.Tx) (*group.Aftermath, error) {
		g, err := group.Lock(tx, st.Group.ID)
		if err != nil {
			return nil, err
		}
		after := group.NewAftermath(g, 0)
		for _, a := range accounts {
			changed, err := roster.Appoint(tx, g.ID, a.ID, appoint)
			if err != nil {
				return nil, err
			}
			if changed {
				after.Hint(a, st.Actor.Name, notice.GroupSystemBody{ReportType: reports[appoint]})
			}
		}
		officers, err := roster.Officers(tx, g.ID)
		if err == nil && len(officers) > wire.MaxLiveAdmins {
			err = wire.ErrBadParameter.With("a live group has at most %d admins", wire.MaxLiveAdmins)
		}
		return after, err
	})
	return &base.Empty{}, err
}

// reports tells an account that it was made an admin, or is no longer.
var reports = map[bool]int{true: notice.ReportMadeAdmin, false: notice.ReportLostAdmin}
