package profile

import "github.com/teahouse-chat/teahouse/wire"

// PortraitSet writes fields of one user's profile, all of them or none. A user
// writes his own; an App admin anybody's.
var PortraitSet = wire.Define[PortraitSetRequest, wire.Empty]("profile.portrait_set")

// PortraitSetRequest names the user and the fields.
type PortraitSetRequest struct {
	FromAccount string `json:"From_Account"`
	ProfileItem []Item `json:"ProfileItem"`
}

// Validate checks the form.
func (r *PortraitSetRequest) Validate() error {
	if len(r.ProfileItem) == 0 || len(r.ProfileItem) > 100 {
		return wire.Service("profile").BadParameter.With("ProfileItem holds 1 to 100 fields")
	}
	return nil
}
