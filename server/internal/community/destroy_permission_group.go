package community

import (
	"context"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/group"
	"github.com/teahouse-chat/teahouse/server/internal/permit"
	"github.com/teahouse-chat/teahouse/server/internal/store"
	wire "github.com/teahouse-chat/teahouse/wire/group"
)

func (s *Service) destroyPermissionGroup(ctx context.Context, c *api.Caller, req *wire.DestroyPermissionGroupRequest) (*wire.DestroyPermissionGroupResponse, error) {
	st, err := s.standPermits(ctx, c, req.GroupID)
	if err != nil {
		return nil, err
	}
	if err := may(&st, group.Permitting, "end permission groups"); err != nil {
		return nil, err
	}
	resp := &wire.DestroyPermissionGroupResponse{}
	for _, name := range req.PermissionGroupIDs {
		code, info, err := result(s.change(ctx, st.Group, name, func(tx *store.Tx, p *permit.Group) error { return permit.Delete(tx, p) }))
		if err != nil {
			return nil, err
		}
		resp.Results = append(resp.Results, wire.PermissionGroupResult{PermissionGroupID: name, ErrorCode: code, ErrorInfo: info})
	}
	return resp, nil
}
