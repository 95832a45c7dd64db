package webhook

// OfficialBeforeAddSubscriber asks before accounts subscribe.
var OfficialBeforeAddSubscriber = before[OfficialBeforeAddSubscriberBody, Answer]("OfficialAccount.CallbackBeforeAddSubscriber")

// OfficialBeforeAddSubscriberBody is the body of OfficialAccount.CallbackBeforeAddSubscriber.
type OfficialBeforeAddSubscriberBody struct {
	Head
	Official string       `json:"Official_Account"`
	Operator string       `json:"Operator_Account"`
	List     []Subscriber `json:"SubscribeAccountList"`
}

// Subscriber is an account that subscribes.
type Subscriber struct {
	Account string `json:"Subscriber_Account"`
}
