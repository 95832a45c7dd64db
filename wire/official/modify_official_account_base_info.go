package official

import "github.com/teahouse-chat/teahouse/wire"

// ModifyOfficialAccountBaseInfo changes what is given; an empty text clears what was
// there, but for Name, which is never empty. MaxSubscriberNum may be less than there
// are: then nobody can subscribe. Errors: 10010.
var ModifyOfficialAccountBaseInfo = wire.Define[ModifyOfficialAccountBaseInfoRequest, wire.Empty]("official_account_open_http_svc.modify_official_account_base_info")

// ModifyOfficialAccountBaseInfoRequest has the fields to change.
type ModifyOfficialAccountBaseInfoRequest struct {
	Official         string  `json:"Official_Account,omitempty"`
	OfficialToo      string  `json:"OfficialAccount,omitempty"` // another name of Official_Account; one of the two is needed
	Name             *string `json:"Name,omitempty"`
	Introduction     *string `json:"Introduction,omitempty"`
	FaceUrl          *string `json:"FaceUrl,omitempty"`
	Organization     *string `json:"Organization,omitempty"`
	CustomString     *string `json:"CustomString,omitempty"`
	MaxSubscriberNum *int64  `json:"MaxSubscriberNum,omitempty"`
}

// ID returns which official account is meant.
func (r *ModifyOfficialAccountBaseInfoRequest) ID() string {
	if r.Official != "" {
		return r.Official
	}
	return r.OfficialToo
}

// Validate checks the form.
func (r *ModifyOfficialAccountBaseInfoRequest) Validate() error {
	if r.Name != nil && *r.Name == "" {
		return ErrParameter.With("Name is empty")
	}
	return first(needs("Official_Account", r.ID()), checkMax(r.MaxSubscriberNum),
		checkTexts(field{"Name", r.Name, MaxName}, field{"Introduction", r.Introduction, MaxIntro}, field{"FaceUrl", r.FaceUrl, MaxFace},
			field{"Organization", r.Organization, MaxOrg}, field{"CustomString", r.CustomString, MaxCustom}))
}
