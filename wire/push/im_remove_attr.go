package push

import "github.com/teahouse-chat/teahouse/wire"

// ImRemoveAttr removes attributes of up to 100 users. One that a user does not have
// is a success; a name that was never set refuses the request.
var ImRemoveAttr = wire.Define[ImRemoveAttrRequest, ListResponse]("all_member_push.im_remove_attr", "openim.im_remove_attr", "timpush.remove_attr")

// ImRemoveAttrRequest lists users with the names of attributes.
type ImRemoveAttrRequest struct {
	UserAttrs []struct {
		To    string   `json:"To_Account"`
		Attrs []string `json:"Attrs"`
	} `json:"UserAttrs"`
}

// Validate checks the number of users.
func (r *ImRemoveAttrRequest) Validate() error {
	names := make([]string, len(r.UserAttrs))
	for i, u := range r.UserAttrs {
		names[i] = u.To
	}
	return checkUsers(names, len(names))
}
