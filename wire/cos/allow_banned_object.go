package cos

import "github.com/teahouse-chat/teahouse/wire"

// AllowBannedObject lifts the ban of a file. One that is not banned is a success.
var AllowBannedObject = wire.Define[ObjectRequest, wire.Empty]("im_cos_msg.allow_banned_object")
