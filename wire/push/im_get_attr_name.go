package push

import "github.com/teahouse-chat/teahouse/wire"

// ImGetAttrName returns the names of the application's attributes.
var ImGetAttrName = wire.Define[wire.Empty, ImGetAttrNameResponse]("all_member_push.im_get_attr_name", "openim.im_get_attr_name", "timpush.get_attr_name")

// ImGetAttrNameResponse has the names by number; numbers without one are left out.
type ImGetAttrNameResponse struct {
	AttrNames map[string]string `json:"AttrNames"`
}
