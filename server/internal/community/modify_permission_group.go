package community

import (
	"context"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/group"
	"github.com/teahouse-chat/teahouse/server/internal/permit"
	"github.com/teahouse-chat/teahouse/server/internal/store"
	base "github.com/teahouse-chat/teahouse/wire"
	wire "github.com/teahouse-chat/teahouse/wire/group"
)

func (s *Service) modifyPermissionGroup(ctx context.Context, c *api.Caller, req *wire.ModifyPermissionGroupRequest) (*base.Empty, error) {
	st, err := s.standPermits(ctx, c, req.GroupID)
	if err != nil {
		return nil, err
	}
	if err := may(&st, group.Permitting, "change permission groups"); err != nil {
		return nil, err
	}
	return &base.Empty{}, s.change(ctx, st.Group, req.PermissionGroupID, func(tx *store.Tx, p *permit.Group) error {
		if req.PermissionGroupName != nil {
			p.Title = *req.PermissionGroupName
		}
		if req.Permission != nil {
			p.Bits = *req.Permission
		}
		if req.CustomString != nil {
			p.Custom = *req.CustomString
		}
		return permit.Save(tx, p)
	})
}
