package community

import (
	"context"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/permit"
	"github.com/teahouse-chat/teahouse/server/internal/store"
	wire "github.com/teahouse-chat/teahouse/wire/group"
)

func (s *Service) addPermissionGroupMember(ctx context.Context, c *api.Caller, req *wire.PermissionGroupMembersRequest) (*wire.PermissionGroupMembersResponse, error) {
	return s.changeMembers(ctx, c, req, func(tx *store.Tx, p *permit.Group, account uint64) error {
		fresh, err := permit.Assign(tx, p, account)
		if err == nil && !fresh {
			err = wire.ErrIsMember
		}
		return err
	})
}
