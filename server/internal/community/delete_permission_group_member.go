package community

import (
	"context"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/permit"
	wire "github.com/teahouse-chat/teahouse/wire/group"
)

func (s *Service) deletePermissionGroupMember(ctx context.Context, c *api.Caller, req *wire.PermissionGroupMembersRequest) (*wire.PermissionGroupMembersResponse, error) {
	return s.changeMembers(ctx, c, req, permit.Unassign)
}
