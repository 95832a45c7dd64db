package official

import "github.com/teahouse-chat/teahouse/wire"

// DeleteSubscriber ends subscriptions. Who had one keeps the conversation with what he
// has in it, also if messages are recalled later. Errors: 10010, 10005 for more than 500.
var DeleteSubscriber = wire.Define[DeleteSubscriberRequest, SubscribersResponse]("official_account_open_http_svc.delete_subscriber")

// DeleteSubscriberRequest names the subscribers.
type DeleteSubscriberRequest struct {
	Official    string   `json:"Official_Account"`
	Subscribers []string `json:"SubscriberToDel_Account"`
}

// Validate checks the form.
func (r *DeleteSubscriberRequest) Validate() error {
	return first(needs("Official_Account", r.Official), checkBatch("SubscriberToDel_Account", len(r.Subscribers)))
}
