package account

import "github.com/teahouse-chat/teahouse/wire"

// AccountCheck tells which of up to 100 accounts exist.
var AccountCheck = wire.Define[AccountCheckRequest, AccountCheckResponse]("im_open_login_svc.account_check")

// Item names one account of a batch.
type Item struct {
	UserID string `json:"UserID"`
}

// AccountCheckRequest lists the accounts to look up.
type AccountCheckRequest struct {
	CheckItem []Item `json:"CheckItem"`
}

// Validate checks the size of the batch.
func (r *AccountCheckRequest) Validate() error {
	if len(r.CheckItem) == 0 || len(r.CheckItem) > 100 {
		return ErrBatchSize
	}
	return nil
}

// AccountCheckResponse answers for each account in the order of the request.
type AccountCheckResponse struct {
	ResultItem []CheckResult `json:"ResultItem"`
}

// CheckResult says whether an account is Imported or NotImported.
type CheckResult struct {
	UserID        string `json:"UserID"`
	ResultCode    int    `json:"ResultCode"`
	ResultInfo    string `json:"ResultInfo"`
	AccountStatus string `json:"AccountStatus"`
}
