package member

import (
	"context"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	wire "github.com/teahouse-chat/teahouse/wire/group"
)

func (s *Service) getGroupShuttedUin(ctx context.Context, c *api.Caller, req *wire.GetGroupMutedAccountRequest) (*wire.GetGroupShuttedUinResponse, error) {
	resp := &wire.GetGroupShuttedUinResponse{GroupID: req.GroupID, Accounts: []wire.ShuttedAccount{}}
	return resp, s.muted(ctx, c, req, func(name string, until int64) {
		resp.Accounts = append(resp.Accounts, wire.ShuttedAccount{Account: name, Until: until})
	})
}
