package official

import "github.com/teahouse-chat/teahouse/wire"

// CreateOfficialAccount makes an official account: an account that nobody logs in as,
// with Name, FaceUrl and Introduction in its profile. The id of one that was destroyed
// may be used again; it begins without subscribers and messages. Errors: 10015 for an id
// of another form, 10019 for an owner that does not exist, 10021 for an id in use, 10037
// for more than 1000 in an application.
var CreateOfficialAccount = wire.Define[CreateOfficialAccountRequest, CreateOfficialAccountResponse]("official_account_open_http_svc.create_official_account")

// CreateOfficialAccountRequest is the official account.
type CreateOfficialAccountRequest struct {
	Owner            string `json:"Owner_Account"`
	Name             string `json:"Name"`                            // at most 150 bytes
	UserID           string `json:"OfficialAccountUserID,omitempty"` // begins with @TOA#_, at most 32 bytes; absent: made by the server
	Introduction     string `json:"Introduction,omitempty"`          // at most 400 bytes
	FaceUrl          string `json:"FaceUrl,omitempty"`               // at most 500 bytes
	Organization     string `json:"Organization,omitempty"`          // at most 500 bytes
	CustomString     string `json:"CustomString,omitempty"`          // at most 3000 bytes
	MaxSubscriberNum *int64 `json:"MaxSubscriberNum,omitempty"`      // absent: 100000
}

// Validate checks the form.
func (r *CreateOfficialAccountRequest) Validate() error {
	if r.UserID != "" && !validID(r.UserID) {
		return ErrID
	}
	return first(needs("Owner_Account", r.Owner), needs("Name", r.Name), checkMax(r.MaxSubscriberNum),
		checkTexts(field{"Name", &r.Name, MaxName}, field{"Introduction", &r.Introduction, MaxIntro}, field{"FaceUrl", &r.FaceUrl, MaxFace},
			field{"Organization", &r.Organization, MaxOrg}, field{"CustomString", &r.CustomString, MaxCustom}))
}

// CreateOfficialAccountResponse names the official account.
type CreateOfficialAccountResponse struct {
	UserID string `json:"OfficialAccountUserID"`
}
