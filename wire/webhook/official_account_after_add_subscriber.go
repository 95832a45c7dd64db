package webhook

// OfficialAfterAddSubscriber tells who has subscribed.
var OfficialAfterAddSubscriber = after[OfficialAfterAddSubscriberBody]("OfficialAccount.CallbackAfterAddSubscriber")

// OfficialAfterAddSubscriberBody is the body of OfficialAccount.CallbackAfterAddSubscriber.
type OfficialAfterAddSubscriberBody struct {
	Head
	Official string       `json:"Official_Account"`
	Operator string       `json:"Operator_Account"`
	List     []Subscriber `json:"SubscribeAccountList"`
}
