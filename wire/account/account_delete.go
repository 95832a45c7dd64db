package account

import "github.com/teahouse-chat/teahouse/wire"

// AccountDelete deletes up to 100 accounts with their data: profile, relations, the
// places in groups and conversations. Their devices are kicked, and UserSigs made
// before stop working. What they said stays with those they said it to. A group that
// such an account owns goes to its oldest admin, else to its oldest member
// (unverified what the hosted service does). A name that was deleted may be imported
// again and then begins empty.
var AccountDelete = wire.Define[AccountDeleteRequest, AccountDeleteResponse]("im_open_login_svc.account_delete")

// AccountDeleteRequest lists the accounts.
type AccountDeleteRequest struct {
	DeleteItem []Item `json:"DeleteItem"`
}

// Validate checks the size of the batch.
func (r *AccountDeleteRequest) Validate() error {
	if len(r.DeleteItem) == 0 || len(r.DeleteItem) > 100 {
		return ErrBatchSize
	}
	return nil
}

// AccountDeleteResponse answers for each account in the order of the request.
type AccountDeleteResponse struct {
	ResultItem []DeleteResult `json:"ResultItem"`
}

// DeleteResult has ResultCode 0, or 70107 for an account that does not exist.
type DeleteResult struct {
	UserID     string `json:"UserID"`
	ResultCode int    `json:"ResultCode"`
	ResultInfo string `json:"ResultInfo"`
}

// NotExist is the ResultInfo of an account that does not exist.
const NotExist = "Err_TLS_PT_Open_Login_Account_Not_Exist"
