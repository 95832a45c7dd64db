package follow

import "github.com/teahouse-chat/teahouse/wire"

// FollowDelete makes one user follow others no longer.
var FollowDelete = wire.Define[FollowDeleteRequest, ResultResponse]("follow.follow_delete")

// FollowDeleteRequest names at most 20 users.
type FollowDeleteRequest struct{ AccountsRequest }

// Validate checks the size of the batch.
func (r *FollowDeleteRequest) Validate() error {
	return checkBatch("To_Account", len(r.ToAccount), MaxBatch)
}
