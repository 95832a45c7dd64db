package presence

import (
	"context"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	wireaccount "github.com/teahouse-chat/teahouse/wire/account"
)

func (s *Service) querystate(ctx context.Context, c *api.Caller, req *wireaccount.QueryOnlineStatusRequest) (*wireaccount.QuerystateResponse, error) {
	now, err := s.queryOnlineStatus(ctx, c, req)
	if err != nil {
		return nil, err
	}
	resp := &wireaccount.QuerystateResponse{ErrorList: now.ErrorList}
	for _, r := range now.QueryResult {
		old := wireaccount.OnlineState{ToAccount: r.ToAccount, State: r.Status}
		for _, d := range r.Detail {
			old.Detail = append(old.Detail, wireaccount.PlatformState{Platform: d.Platform, State: d.Status})
		}
		resp.QueryResult = append(resp.QueryResult, old)
	}
	return resp, nil
}
