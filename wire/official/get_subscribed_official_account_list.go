package official

import "github.com/teahouse-chat/teahouse/wire"

// GetSubscribedOfficialAccountList pages through what an account has subscribed to.
// Errors: 10019.
var GetSubscribedOfficialAccountList = wire.Define[GetSubscribedOfficialAccountListRequest, GetSubscribedOfficialAccountListResponse]("official_account_open_http_svc.get_subscribed_official_account_list")

// GetSubscribedOfficialAccountListRequest asks for a page.
type GetSubscribedOfficialAccountListRequest struct {
	Subscriber string  `json:"Subscriber_Account"`
	Limit      int     `json:"Limit,omitempty"` // at most 200, and 200 if absent
	Offset     int64   `json:"Offset,omitempty"`
	Filter     *Filter `json:"ResponseFilter,omitempty"`
}

// Validate checks the form.
func (r *GetSubscribedOfficialAccountListRequest) Validate() error {
	if r.Offset < 0 {
		return ErrParameter.With("Offset is negative")
	}
	return first(needs("Subscriber_Account", r.Subscriber), checkLimit(r.Limit))
}

// GetSubscribedOfficialAccountListResponse is a page.
type GetSubscribedOfficialAccountListResponse struct {
	List         []Info `json:"OfficialAccountInfoList"`
	TotalCount   int64  `json:"TotalCount"`
	CompleteFlag int    `json:"CompleteFlag"` // 1: the end
	Next         int64  `json:"Next"`         // the next Offset; 0 at the end
}
