package sns

import "github.com/teahouse-chat/teahouse/wire"

// BlackListDelete unblocks users. Friendships do not come back. One that is not
// blocked has the ResultCode 30001.
var BlackListDelete = wire.Define[BlackListDeleteRequest, ResultResponse]("sns.black_list_delete")

// BlackListDeleteRequest names at most 1000 users.
type BlackListDeleteRequest struct{ AccountsRequest }
