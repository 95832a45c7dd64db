package push

import "github.com/teahouse-chat/teahouse/wire"

// ImGetAttr returns the attributes of up to 100 users.
var ImGetAttr = wire.Define[UsersRequest, ImGetAttrResponse]("all_member_push.im_get_attr", "openim.im_get_attr", "timpush.get_attr")

// ImGetAttrResponse has an entry for each user that exists.
type ImGetAttrResponse struct {
	UserAttrs []UserAttrs `json:"UserAttrs"`
	ErrorList []UserError `json:"ErrorList,omitempty"`
}
