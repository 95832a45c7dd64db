package official

import (
	"slices"

	"github.com/teahouse-chat/teahouse/wire"
)

// GetOfficialAccountInfo shows official accounts, each with a code of its own: 10010 for
// one that is not there.
var GetOfficialAccountInfo = wire.Define[GetOfficialAccountInfoRequest, GetOfficialAccountInfoResponse]("official_account_open_http_svc.get_official_account_info")

// GetOfficialAccountInfoRequest names the official accounts, at most 50.
type GetOfficialAccountInfoRequest struct {
	List   []Ref   `json:"OfficialAccountIdList"`
	Filter *Filter `json:"ResponseFilter,omitempty"`
}

// Ref names an official account.
type Ref struct {
	Official string `json:"Official_Account"`
}

// Filter names the fields to show; a list that is empty or absent is all of them. What is
// no field shows nothing.
type Filter struct {
	Base []string `json:"OfficialAccountBaseInfoFilter,omitempty"`
	Self []string `json:"SelfInfoFilter,omitempty"` // SubscribeTime, CustomString; of an account's subscriptions
}

// Validate checks the form.
func (r *GetOfficialAccountInfoRequest) Validate() error {
	if len(r.List) == 0 || len(r.List) > MaxInfos {
		return ErrParameter.With("OfficialAccountIdList holds 1 to %d", MaxInfos)
	}
	return nil
}

// GetOfficialAccountInfoResponse has an entry for each that was asked for, in order.
type GetOfficialAccountInfoResponse struct {
	List []Info `json:"OfficialAccountInfoList"`
}

// Info is an official account. Times are in seconds.
type Info struct {
	Official         string  `json:"Official_Account"`
	ErrorCode        int     `json:"ErrorCode"`
	ErrorInfo        string  `json:"ErrorInfo,omitempty"`
	CreateTime       *int64  `json:"CreateTime,omitempty"`
	Name             *string `json:"Name,omitempty"`
	Owner            *string `json:"Owner_Account,omitempty"`
	LastMsgTime      *int64  `json:"LastMsgTime,omitempty"` // 0: it has not spoken yet
	SubscriberNum    *int64  `json:"SubscriberNum,omitempty"`
	MaxSubscriberNum *int64  `json:"MaxSubscriberNum,omitempty"`
	Introduction     *string `json:"Introduction,omitempty"`
	FaceUrl          *string `json:"FaceUrl,omitempty"`
	Organization     *string `json:"Organization,omitempty"`
	CustomString     *string `json:"CustomString,omitempty"`
	SelfInfo         *Self   `json:"SelfInfo,omitempty"` // of an account's subscriptions
}

// Self is a subscription as its subscriber has it.
type Self struct {
	SubscribeTime *int64  `json:"SubscribeTime,omitempty"` // seconds
	CustomString  *string `json:"CustomString,omitempty"`
}

// Shows leaves what the filter names.
func (f *Filter) Shows(i *Info) {
	if f == nil {
		return
	}
	keep(f.Base, "CreateTime", &i.CreateTime)
	keep(f.Base, "Name", &i.Name)
	keep(f.Base, "Owner_Account", &i.Owner)
	keep(f.Base, "LastMsgTime", &i.LastMsgTime)
	keep(f.Base, "SubscriberNum", &i.SubscriberNum)
	keep(f.Base, "MaxSubscriberNum", &i.MaxSubscriberNum)
	keep(f.Base, "Introduction", &i.Introduction)
	keep(f.Base, "FaceUrl", &i.FaceUrl)
	keep(f.Base, "Organization", &i.Organization)
	keep(f.Base, "CustomString", &i.CustomString)
	if i.SelfInfo != nil {
		keep(f.Self, "SubscribeTime", &i.SelfInfo.SubscribeTime)
		keep(f.Self, "CustomString", &i.SelfInfo.CustomString)
	}
}

func keep[T any](filter []string, name string, field **T) {
	if len(filter) > 0 && !slices.Contains(filter, name) {
		*field = nil
	}
}
