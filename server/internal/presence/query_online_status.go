package presence

import (
	"context"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/id"
	"github.com/teahouse-chat/teahouse/wire"
	wireaccount "github.com/teahouse-chat/teahouse/wire/account"
)

func (s *Service) queryOnlineStatus(ctx context.Context, c *api.Caller, req *wireaccount.QueryOnlineStatusRequest) (*wireaccount.QueryOnlineStatusResponse, error) {
	found, err := s.accounts.LookupAll(ctx, c.App.ID, req.ToAccount)
	if err != nil {
		return nil, err
	}
	if len(found) == 0 {
		return nil, wire.ErrNoSuchAccount
	}
	resp := &wireaccount.QueryOnlineStatusResponse{}
	for _, name := range req.ToAccount {
		a, ok := found[name]
		if !ok {
			resp.ErrorList = append(resp.ErrorList, wireaccount.FailedStatus{ToAccount: name, ErrorCode: wire.ErrNoSuchAccount.Code})
			continue
		}
		resp.QueryResult = append(resp.QueryResult, s.status(ctx, a, req.IsNeedDetail == 1))
	}
	return resp, nil
}

func (s *Service) status(ctx context.Context, a id.Account, detail bool) wireaccount.OnlineStatus {
	status := wireaccount.OnlineStatus{ToAccount: a.Name, Status: "Offline"}
	for _, i := range s.hub.Online(a.App, a.ID) {
		status.Status = "Online"
		if detail {
			status.Detail = append(status.Detail, wireaccount.PlatformStatus{Platform: s.accounts.PlatformOf(i.ID), Status: "Online"})
		}
	}
	return status
}
