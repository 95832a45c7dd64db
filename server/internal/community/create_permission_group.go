package community

import (
	"context"
	"crypto/rand"
	"errors"
	"time"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/group"
	"github.com/teahouse-chat/teahouse/server/internal/permit"
	"github.com/teahouse-chat/teahouse/server/internal/store"
	wire "github.com/teahouse-chat/teahouse/wire/group"
)

func (s *Service) createPermissionGroup(ctx context.Context, c *api.Caller, req *wire.CreatePermissionGroupRequest) (*wire.CreatePermissionGroupResponse, error) {
	st, err := s.standPermits(ctx, c, req.GroupID)
	if err != nil {
		return nil, err
	}
	if err := may(&st, group.Permitting, "make permission groups"); err != nil {
		return nil, err
	}
	number, err := s.groups.Permits.NewID(ctx)
	if err != nil {
		return nil, err
	}
	g := st.Group
	p := &permit.Group{ID: number, App: g.App, Group: g.ID, Name: req.PermissionGroupID, Title: req.PermissionGroupName,
		Custom: req.CustomString, Bits: *req.Permission, Created: time.Now()}
	if p.Name == "" {
		p.Name = wire.MadePermissionGroupID(rand.Text()[:12])
	}
	err = s.groups.Change(ctx, g.App, func(tx *store.Tx) (*group.Aftermath, error) {
		if _, err := group.Lock(tx, g.ID); err != nil {
			return nil, err
		}
		switch _, err := permit.ByName(tx, g.ID, p.Name); {
		case err == nil:
			return nil, wire.ErrPermissionTaken
		case !errors.Is(err, store.ErrNotFound):
			return nil, err
		}
		n, err := permit.Count(tx, g.ID)
		if err == nil && n >= mostPermits {
			err = wire.ErrNotPermitted.With("a community has at most %d permission groups", mostPermits)
		}
		if err != nil {
			return nil, err
		}
		return nil, permit.Insert(tx, p)
	})
	return &wire.CreatePermissionGroupResponse{PermissionGroupID: p.Name}, err
}
