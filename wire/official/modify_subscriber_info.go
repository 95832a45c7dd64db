package official

import "github.com/teahouse-chat/teahouse/wire"

// ModifySubscriberInfo changes what an official account keeps with a subscriber. Errors:
// 10010; 10004 for who has not subscribed.
var ModifySubscriberInfo = wire.Define[ModifySubscriberInfoRequest, wire.Empty]("official_account_open_http_svc.modify_subscriber_info")

// ModifySubscriberInfoRequest has what is to be kept.
type ModifySubscriberInfoRequest struct {
	Official     string  `json:"Official_Account"`
	Subscriber   string  `json:"Subscriber_Account"`
	CustomString *string `json:"CustomString,omitempty"` // at most 3000 bytes (unverified)
}

// Validate checks the form.
func (r *ModifySubscriberInfoRequest) Validate() error {
	return first(needs("Official_Account", r.Official), needs("Subscriber_Account", r.Subscriber),
		checkTexts(field{"CustomString", r.CustomString, MaxCustom}))
}
