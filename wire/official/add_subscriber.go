package official

import "github.com/teahouse-chat/teahouse/wire"

// AddSubscriber lets accounts subscribe. They get what is sent from now on. If all that
// are new do not fit below MaxSubscriberNum, nobody subscribes: 10014. Errors also:
// 10010, 10005 for more than 500.
var AddSubscriber = wire.Define[AddSubscriberRequest, SubscribersResponse]("official_account_open_http_svc.add_subscriber")

// AddSubscriberRequest names the subscribers.
type AddSubscriberRequest struct {
	Official string `json:"Official_Account"`
	List     []Who  `json:"SubscriberList"`
}

// Who names a subscriber, by either name of the field (unverified).
type Who struct {
	Subscriber string `json:"Subscriber_Account,omitempty"`
	Official   string `json:"Official_Account,omitempty"` // another name of Subscriber_Account; one of the two is needed
}

// Name returns the UserID.
func (w Who) Name() string {
	if w.Subscriber != "" {
		return w.Subscriber
	}
	return w.Official
}

// ErrBatch says that a batch of subscribers is too large.
var ErrBatch = wire.NewError(10005, "too many accounts in one request")

// Validate checks the form.
func (r *AddSubscriberRequest) Validate() error {
	for _, w := range r.List {
		if w.Name() == "" {
			return ErrParameter.With("Subscriber_Account is missing")
		}
	}
	return first(needs("Official_Account", r.Official), checkBatch("SubscriberList", len(r.List)))
}

func checkBatch(name string, n int) error {
	switch {
	case n == 0:
		return ErrParameter.With("%s is missing", name)
	case n > MaxBatch:
		return ErrBatch.With("at most %d", MaxBatch)
	}
	return nil
}

// Results for a subscriber.
const (
	Failed  = 0 // there is no such account
	Done    = 1
	Already = 2 // it was so before
)

// SubscribersResponse has an entry for each account, once, in the order of the request.
type SubscribersResponse struct {
	List []Result `json:"SubscriberList"`
}

// Result is what became of one: 0 there is no such account, 1 done, 2 it was so before.
type Result struct {
	Subscriber string `json:"Subscriber_Account"`
	Result     int    `json:"Result"`
}
