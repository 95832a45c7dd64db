package push

import "github.com/teahouse-chat/teahouse/wire"

// ImGetTag returns the tags of up to 100 users.
var ImGetTag = wire.Define[UsersRequest, ImGetTagResponse]("all_member_push.im_get_tag", "openim.im_get_tag", "timpush.get_tag")

// ImGetTagResponse has an entry for each user that exists.
type ImGetTagResponse struct {
	UserTags  []UserTags  `json:"UserTags"`
	ErrorList []UserError `json:"ErrorList,omitempty"`
}
