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
	gone, err := s.deletedOfficers(ctx, c, st.Group.ID)
	if err != nil {
		return nil, err
	}
	appoint := req.CommandType == wire.CommandSet
	err = s.groups.Change(ctx, st.Group.App, func(tx *store.Tx) (*group.Aftermath, error) {
		g, err := group.Lock(tx, st.Group.ID)
		if err != nil {
			return nil, err
		}
		after := group.NewAftermath(g, 0)
		for _, number := range gone {
			if _, err := roster.Appoint(tx, g.ID, number, false); err != nil {
				return nil, err
			}
		}
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

// deletedOfficers are admins of a group whose accounts are no more: they take no place.
func (s *Service) deletedOfficers(ctx context.Context, c *api.Caller, grp uint64) (gone []uint64, err error) {
	var officers []uint64
	err = s.groups.DB.View(ctx, func(tx *store.Tx) (err error) {
		officers, err = roster.Officers(tx, grp)
		return err
	})
	if err != nil {
		return nil, err
	}
	accounts, err := s.groups.Accounts.ByID(ctx, c.App.ID, officers)
	if err != nil {
		return nil, err
	}
	for _, number := range officers {
		if _, ok := accounts[number]; !ok {
			gone = append(gone, number)
		}
	}
	return gone, nil
}

// reports tells an account that it was made an admin, or is no longer.
var reports = map[bool]int{true: notice.ReportMadeAdmin, false: notice.ReportLostAdmin}
