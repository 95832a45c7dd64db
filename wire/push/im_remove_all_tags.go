package push

import "github.com/teahouse-chat/teahouse/wire"

// ImRemoveAllTags removes all tags of up to 100 users.
var ImRemoveAllTags = wire.Define[UsersRequest, ListResponse]("all_member_push.im_remove_all_tags", "openim.im_remove_all_tags", "timpush.clear_all_tags")
