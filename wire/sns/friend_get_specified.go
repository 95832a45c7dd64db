package sns

import "github.com/teahouse-chat/teahouse/wire"

// FriendGetSpecified reads all fields of chosen friends, of the friendship and of
// their profiles.
var FriendGetSpecified = wire.DefineClient[FriendGetSpecifiedRequest, FriendListResponse]("sns.friend_get_specified")

// FriendGetSpecifiedRequest names up to 1000 friends.
type FriendGetSpecifiedRequest struct{ AccountsRequest }
