package profile

import "github.com/teahouse-chat/teahouse/wire"

// PortraitGetAll reads the whole profiles of up to 100 users. Users that do not
// exist are left out.
var PortraitGetAll = wire.DefineClient[PortraitGetAllRequest, PortraitGetAllResponse]("profile.portrait_get_all")

// PortraitGetAllRequest names the users.
type PortraitGetAllRequest struct {
	FromAccount string      `json:"From_Account"`
	UserItem    []AllWanted `json:"UserItem"`
}

// AllWanted is one user and what the client has of him.
type AllWanted struct {
	ToAccount        string `json:"To_Account"`
	StandardSequence int64  `json:"StandardSequence"`
	CustomSequence   int64  `json:"CustomSequence"`
}

// Validate checks the form.
func (r *PortraitGetAllRequest) Validate() error {
	if len(r.UserItem) > 100 {
		return wire.Service("profile").BadParameter.With("at most 100 users")
	}
	return nil
}

// PortraitGetAllResponse holds the profiles that exist.
type PortraitGetAllResponse struct {
	UserProfileItem []AllUser `json:"UserProfileItem"`
}

// AllUser is a whole profile: ProfileItem is a list even if it is empty.
type AllUser struct {
	ToAccount   string `json:"To_Account"`
	ProfileItem []Item `json:"ProfileItem"`
	ResultCode  int    `json:"ResultCode"`
	ResultInfo  string `json:"ResultInfo"`
}
