package official

import (
	"strconv"

	"github.com/teahouse-chat/teahouse/wire"
)

// GetSubscriberInfo pages through the subscribers. Errors: 10010.
var GetSubscriberInfo = wire.Define[GetSubscriberInfoRequest, GetSubscriberInfoResponse]("official_account_open_http_svc.get_subscriber_info")

// GetSubscriberInfoRequest asks for a page.
type GetSubscriberInfoRequest struct {
	Official string `json:"Official_Account"`
	Limit    int    `json:"Limit,omitempty"` // at most 200, and 200 if absent
	Next     string `json:"Next,omitempty"`  // of the last answer; empty: the first page
}

// After returns the place to go on from.
func (r *GetSubscriberInfoRequest) After() uint64 {
	n, _ := strconv.ParseUint(r.Next, 10, 63) // Validate looked at it
	return n
}

// Validate checks the form.
func (r *GetSubscriberInfoRequest) Validate() error {
	if _, err := strconv.ParseUint(r.Next, 10, 63); r.Next != "" && err != nil {
		return ErrParameter.With("Next is not from an answer")
	}
	return first(needs("Official_Account", r.Official), checkLimit(r.Limit))
}

func checkLimit(n int) error {
	if n < 0 || n > MaxPage {
		return ErrParameter.With("Limit is at most %d", MaxPage)
	}
	return nil
}

// GetSubscriberInfoResponse is a page; an empty Next is the end.
type GetSubscriberInfoResponse struct {
	SubscriberNum int64        `json:"SubscriberNum"`
	Next          string       `json:"Next"`
	List          []Subscriber `json:"SubscriberList"`
}

// Subscriber is an account that has subscribed.
type Subscriber struct {
	Subscriber      string `json:"Subscriber_Account"`
	SubscribeTime   int64  `json:"SubscribeTime"` // seconds
	CustomString    string `json:"CustomString"`
	MsgFlag         string `json:"MsgFlag"`         // AcceptAndNotify, AcceptNotNotify or Discard, as the subscriber has set it
	LastSendMsgTime int64  `json:"LastSendMsgTime"` // 0: subscribers do not write
}
