package follow

import "github.com/teahouse-chat/teahouse/wire"

// FollowAdd makes one user follow others. One whom he follows already is a
// success.
var FollowAdd = wire.Define[FollowAddRequest, ResultResponse]("follow.follow_add")

// FollowAddRequest names at most 20 users.
type FollowAddRequest struct {
	FromAccount string       `json:"From_Account"`
	FollowItem  []FollowItem `json:"FollowItem"`
}

// FollowItem is a user to follow.
type FollowItem struct {
	ToAccount string `json:"To_Account"`
}

// Validate checks the size of the batch.
func (r *FollowAddRequest) Validate() error {
	return checkBatch("FollowItem", len(r.FollowItem), MaxBatch)
}
