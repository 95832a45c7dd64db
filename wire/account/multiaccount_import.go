package account

import "github.com/teahouse-chat/teahouse/wire"

// MultiaccountImport registers up to 100 accounts. Accounts that exist already
// are a success; those whose UserID is not allowed are listed as failed.
var MultiaccountImport = wire.Define[MultiaccountImportRequest, MultiaccountImportResponse]("im_open_login_svc.multiaccount_import")

// MultiaccountImportRequest has one of two forms: names alone, or accounts with
// nick and avatar.
type MultiaccountImportRequest struct {
	Accounts    []string               `json:"Accounts,omitempty"`
	AccountList []AccountImportRequest `json:"AccountList,omitempty"`
}

// Validate checks the size of the batch.
func (r *MultiaccountImportRequest) Validate() error {
	if n := len(r.Accounts) + len(r.AccountList); n == 0 || n > 100 {
		return ErrBatchSize
	}
	return nil
}

// MultiaccountImportResponse lists the UserIDs that were not imported.
type MultiaccountImportResponse struct {
	FailAccounts []string `json:"FailAccounts"`
}
