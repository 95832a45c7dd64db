package push

import "github.com/teahouse-chat/teahouse/wire"

// ImRemoveTag removes tags of up to 100 users. One that a user does not have is a
// success.
var ImRemoveTag = wire.Define[ImRemoveTagRequest, ListResponse]("all_member_push.im_remove_tag", "openim.im_remove_tag", "timpush.remove_tag")

// ImRemoveTagRequest lists users with tags.
type ImRemoveTagRequest struct {
	UserTags []UserTags `json:"UserTags"`
}

// Validate checks numbers and lengths.
func (r *ImRemoveTagRequest) Validate() error { return checkTags(r.UserTags, MaxUserTags) }
