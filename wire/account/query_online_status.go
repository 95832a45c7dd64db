package account

import "github.com/teahouse-chat/teahouse/wire"

// QueryOnlineStatus tells which of up to 500 accounts are online: Online, or
// PushOnline where a phone or tablet that logged in within seven days lost its
// connection without a logout, or Offline.
var QueryOnlineStatus = wire.Define[QueryOnlineStatusRequest, QueryOnlineStatusResponse]("openim.query_online_status")

// ErrTooMany says that a request names more than 500 accounts.
var ErrTooMany = wire.NewError(90011, "more than 500 accounts")

// QueryOnlineStatusRequest names the accounts.
type QueryOnlineStatusRequest struct {
	ToAccount    []string `json:"To_Account"`
	IsNeedDetail int      `json:"IsNeedDetail,omitempty"` // 1: with the status per platform

	IsReturnInstid       int `json:"IsReturnInstid,omitempty"`       // 1: with the instances in the detail
	IsReturnCustomStatus int `json:"IsReturnCustomStatus,omitempty"` // 1: with the custom status
}

// Validate checks the size of the batch.
func (r *QueryOnlineStatusRequest) Validate() error {
	if len(r.ToAccount) == 0 {
		return wire.NewError(90001, "To_Account is empty")
	}
	if len(r.ToAccount) > 500 {
		return ErrTooMany
	}
	return nil
}

// QueryOnlineStatusResponse answers for the accounts that exist; the others are
// in ErrorList.
type QueryOnlineStatusResponse struct {
	QueryResult []OnlineStatus `json:"QueryResult"`
	ErrorList   []FailedStatus `json:"ErrorList,omitempty"`
}

// Values of OnlineStatus.Status.
const (
	Online     = "Online"
	PushOnline = "PushOnline"
	Offline    = "Offline"
)

// OnlineStatus is the status of an account, and with detail where.
type OnlineStatus struct {
	ToAccount    string           `json:"To_Account"`
	Status       string           `json:"Status"`
	Detail       []PlatformStatus `json:"Detail,omitempty"`
	CustomStatus string           `json:"CustomStatus,omitempty"` // plain text
}

// PlatformStatus is the status on one platform.
type PlatformStatus struct {
	Platform string `json:"Platform"`
	Status   string `json:"Status"`
	Instid   uint64 `json:"Instid,omitempty"`
}

// FailedStatus is an account that could not be answered for.
type FailedStatus struct {
	ToAccount string `json:"To_Account"`
	ErrorCode int    `json:"ErrorCode"`
	ErrorInfo string `json:"ErrorInfo,omitempty"`
}
