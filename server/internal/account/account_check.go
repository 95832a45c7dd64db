package account

import (
	"context"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/wire/account"
)

func (s *Service) accountCheck(ctx context.Context, c *api.Caller, req *account.AccountCheckRequest) (*account.AccountCheckResponse, error) {
	names := make([]string, len(req.CheckItem))
	for i, item := range req.CheckItem {
		names[i] = item.UserID
	}
	found, err := s.LookupAll(ctx, c.App.ID, names)
	if err != nil {
		return nil, err
	}
	resp := &account.AccountCheckResponse{}
	for _, name := range names {
		status := "NotImported"
		if _, ok := found[name]; ok {
			status = "Imported"
		}
		resp.ResultItem = append(resp.ResultItem, account.CheckResult{UserID: name, AccountStatus: status})
	}
	return resp, nil
}
