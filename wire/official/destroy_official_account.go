package official

import "github.com/teahouse-chat/teahouse/wire"

// DestroyOfficialAccount ends an official account with its subscriptions and its history.
// Subscribers keep the conversation with what they have in it, and its profile stays. What
// somebody was not shown yet he is not shown any more. Errors: 10010.
var DestroyOfficialAccount = wire.Define[DestroyOfficialAccountRequest, wire.Empty]("official_account_open_http_svc.destroy_official_account")

// DestroyOfficialAccountRequest names the official account.
type DestroyOfficialAccountRequest struct {
	Official string `json:"Official_Account"`
}

// Validate checks the form.
func (r *DestroyOfficialAccountRequest) Validate() error {
	return needs("Official_Account", r.Official)
}
