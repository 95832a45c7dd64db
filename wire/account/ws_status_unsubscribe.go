package account

import "github.com/teahouse-chat/teahouse/wire"

// WsStatusUnsubscribe ends subscriptions of the caller. One that there is not is
// no failure.
var WsStatusUnsubscribe = wire.DefineClient[WsStatusUnsubscribeRequest, WsStatusSubscribeResponse]("im_open_status.ws_status_unsubscribe")

// WsStatusUnsubscribeRequest names up to 100 users, or all with UnsubscribeAll 1.
type WsStatusUnsubscribeRequest struct {
	ToAccount      []string `json:"To_Account,omitempty"`
	UnsubscribeAll int      `json:"UnsubscribeAll,omitempty"`
}

// Validate checks the size of the batch.
func (r *WsStatusUnsubscribeRequest) Validate() error {
	if r.UnsubscribeAll == 1 {
		return nil
	}
	return (&WsStatusSubscribeRequest{r.ToAccount}).Validate()
}
