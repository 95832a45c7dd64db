package account

import "github.com/teahouse-chat/teahouse/wire"

// WsStatusSubscribe subscribes the caller to the status of users for 30 days. A
// user has at most 200 subscriptions: the oldest give way to new ones. Limit and
// time are our choice.
var WsStatusSubscribe = wire.DefineClient[WsStatusSubscribeRequest, WsStatusSubscribeResponse]("im_open_status.ws_status_subscribe")

// Limits of subscriptions.
const (
	MaxSubscribe     = 100 // in one request
	MaxSubscriptions = 200 // of one user
	SubscribedDays   = 30
)

// WsStatusSubscribeRequest names 1 to 100 users.
type WsStatusSubscribeRequest struct {
	ToAccount []string `json:"To_Account"`
}

// Validate checks the size of the batch.
func (r *WsStatusSubscribeRequest) Validate() error {
	if len(r.ToAccount) == 0 || len(r.ToAccount) > MaxSubscribe {
		return wire.ErrAccountParam.With("To_Account names 1 to %d users", MaxSubscribe)
	}
	return nil
}

// WsStatusSubscribeResponse lists the users that there are not.
type WsStatusSubscribeResponse struct {
	ErrorList []FailedStatus `json:"ErrorList"`
}
