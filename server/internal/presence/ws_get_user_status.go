package presence

import (
	"context"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/id"
	"github.com/teahouse-chat/teahouse/wire"
	wireaccount "github.com/teahouse-chat/teahouse/wire/account"
)

func (s *Service) wsGetUserStatus(ctx context.Context, c *api.Caller, req *wireaccount.WsGetUserStatusRequest) (*wireaccount.WsGetUserStatusResponse, error) {
	found, failed, err := s.lookup(ctx, c, req.ToAccount)
	if err != nil {
		return nil, err
	}
	all, err := s.statuses(ctx, c.App.ID, numbers(found))
	if err != nil {
		return nil, err
	}
	resp := &wireaccount.WsGetUserStatusResponse{UserStatusList: []wireaccount.UserStatus{}, ErrorList: failed}
	for _, a := range found {
		st := all[a.ID]
		resp.UserStatusList = append(resp.UserStatusList, wireaccount.UserStatus{ToAccount: a.Name, Status: st.State, CustomStatus: st.encoded()})
	}
	return resp, nil
}

// lookup returns those of the named users that exist, in order, and the others as
// failed.
func (s *Service) lookup(ctx context.Context, c *api.Caller, names []string) (found []id.Account, failed []wireaccount.FailedStatus, err error) {
	all, err := s.Accounts.LookupAll(ctx, c.App.ID, names)
	if err != nil {
		return nil, nil, err
	}
	failed = []wireaccount.FailedStatus{}
	for _, name := range names {
		if a, ok := all[name]; ok {
			found = append(found, a)
		} else {
			failed = append(failed, wireaccount.FailedStatus{ToAccount: name, ErrorCode: wire.ErrNoSuchAccount.Code, ErrorInfo: wire.ErrNoSuchAccount.Info})
		}
	}
	return found, failed, nil
}

func numbers(accounts []id.Account) []uint64 {
	all := make([]uint64, len(accounts))
	for i, a := range accounts {
		all[i] = a.ID
	}
	return all
}
