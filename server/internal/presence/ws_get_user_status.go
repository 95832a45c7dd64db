package presence

import (
	"context"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/wire"
	wireaccount "github.com/teahouse-chat/teahouse/wire/account"
)

func (s *Service) wsGetUserStatus(ctx context.Context, c *api.Caller, req *wireaccount.WsGetUserStatusRequest) (*wireaccount.WsGetUserStatusResponse, error) {
	found, err := s.accounts.LookupAll(ctx, c.App.ID, req.ToAccount)
	if err != nil {
		return nil, err
	}
	resp := &wireaccount.WsGetUserStatusResponse{UserStatusList: []wireaccount.UserStatus{}, ErrorList: []wireaccount.FailedStatus{}}
	for _, name := range req.ToAccount {
		a, ok := found[name]
		if !ok {
			resp.ErrorList = append(resp.ErrorList, wireaccount.FailedStatus{ToAccount: name, ErrorCode: wire.ErrNoSuchAccount.Code})
			continue
		}
		status := wireaccount.StatusOffline
		if s.Online(a) {
			status = wireaccount.StatusOnline
		}
		resp.UserStatusList = append(resp.UserStatusList, wireaccount.UserStatus{ToAccount: name, Status: status})
	}
	return resp, nil
}
