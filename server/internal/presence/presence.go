// Package presence answers who is online. A user is online while one of his
// instances is connected.
package presence

import (
	"context"

	"github.com/teahouse-chat/teahouse/server/internal/account"
	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/deliver"
	"github.com/teahouse-chat/teahouse/server/internal/id"
	"github.com/teahouse-chat/teahouse/wire"
	wireaccount "github.com/teahouse-chat/teahouse/wire/account"
)

// Service is the presence room.
type Service struct {
	accounts *account.Service
	hub      *deliver.Hub
}

// New returns the service.
func New(accounts *account.Service, hub *deliver.Hub) *Service { return &Service{accounts, hub} }

// Register adds the commands.
func (s *Service) Register(r *api.Registry) {
	api.Handle(r, wireaccount.QueryOnlineStatus, api.Admin, s.queryOnlineStatus)
	api.Handle(r, wireaccount.WsGetUserStatus, api.User, s.wsGetUserStatus)
}

// Online tells whether an account has a connected instance.
func (s *Service) Online(a id.Account) bool { return len(s.hub.Online(a.App, a.ID)) > 0 }

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
