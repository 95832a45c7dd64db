package webhook

// OfficialAfterDeleteSubscriber tells whose subscriptions ended.
var OfficialAfterDeleteSubscriber = after[OfficialAfterDeleteSubscriberBody]("OfficialAccount.CallbackAfterDeleteSubscriber")

// OfficialAfterDeleteSubscriberBody is the body of OfficialAccount.CallbackAfterDeleteSubscriber.
type OfficialAfterDeleteSubscriberBody struct {
	Head
	Official string       `json:"Official_Account"`
	Operator string       `json:"Operator_Account"`
	List     []Subscriber `json:"SubscribeAccountList"`
}
