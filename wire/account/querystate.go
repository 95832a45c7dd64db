package account

import "github.com/teahouse-chat/teahouse/wire"

// Querystate is QueryOnlineStatus as it was before 2021: the answer has State
// where the newer one has Status.
var Querystate = wire.Define[QueryOnlineStatusRequest, QuerystateResponse]("openim.querystate")

// QuerystateResponse answers for the accounts that exist; the others are in
// ErrorList.
type QuerystateResponse struct {
	QueryResult []OnlineState  `json:"QueryResult"`
	ErrorList   []FailedStatus `json:"ErrorList,omitempty"`
}

// OnlineState is the status of an account.
type OnlineState struct {
	ToAccount string          `json:"To_Account"`
	State     string          `json:"State"`
	Detail    []PlatformState `json:"Detail,omitempty"`
}

// PlatformState is the status on one platform.
type PlatformState struct {
	Platform string `json:"Platform"`
	State    string `json:"State"`
}
