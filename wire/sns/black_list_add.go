package sns

import "github.com/teahouse-chat/teahouse/wire"

// BlackListAdd blocks users: they can no longer write to the owner or add him as
// a friend. Friendships between them end in both directions, and applications
// are dropped. Groups are not affected.
var BlackListAdd = wire.Define[BlackListAddRequest, ResultResponse]("sns.black_list_add")

// BlackListAddRequest names at most 1000 users.
type BlackListAddRequest struct{ AccountsRequest }
