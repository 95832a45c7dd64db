package account

import (
	"context"
	"strings"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/wire/account"
)

// multiaccountImport takes the valid accounts of the batch in one transaction
// and lists the others.
func (s *Service) multiaccountImport(ctx context.Context, c *api.Caller, req *account.MultiaccountImportRequest) (*account.MultiaccountImportResponse, error) {
	list := req.AccountList
	for _, name := range req.Accounts {
		list = append(list, account.AccountImportRequest{UserID: name})
	}
	resp := &account.MultiaccountImportResponse{FailAccounts: []string{}}
	var good []account.AccountImportRequest
	for _, item := range list {
		if item.Validate() != nil || strings.HasPrefix(item.Name(), account.RobotPrefix) || account.IsOfficial(item.Name()) {
			resp.FailAccounts = append(resp.FailAccounts, item.Name())
			continue
		}
		good = append(good, item)
	}
	if len(good) == 0 {
		return resp, nil
	}
	if _, err := s.create(ctx, c.App.ID, good); err != nil {
		return nil, err
	}
	return resp, nil
}
