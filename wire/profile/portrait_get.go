package profile

import "github.com/teahouse-chat/teahouse/wire"

// PortraitGet reads chosen fields of up to 100 users. Standard fields that were
// never written have their defaults: "", 0, or the first value of the field; custom
// ones are left out. An account that does not exist fails alone.
var PortraitGet = wire.Define[PortraitGetRequest, PortraitGetResponse]("profile.portrait_get")

// PortraitGetRequest names the users and the wanted fields.
type PortraitGetRequest struct {
	ToAccount []string `json:"To_Account"`
	TagList   []string `json:"TagList"`
}

// Validate checks the form.
func (r *PortraitGetRequest) Validate() error {
	switch {
	case len(r.ToAccount) == 0:
		return ErrNoAccountGiven
	case len(r.ToAccount) > 100:
		return wire.Service("profile").BadParameter.With("at most 100 accounts")
	case len(r.TagList) == 0 || len(r.TagList) > 100:
		return wire.Service("profile").BadParameter.With("TagList holds 1 to 100 fields")
	}
	return nil
}

// PortraitGetResponse answers for each account in the order of the request.
type PortraitGetResponse struct {
	UserProfileItem []User   `json:"UserProfileItem"`
	FailAccount     []string `json:"Fail_Account,omitempty"`
}
