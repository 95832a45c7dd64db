package follow

import "github.com/teahouse-chat/teahouse/wire"

// FollowGetInfo counts the lists of users.
var FollowGetInfo = wire.Define[FollowGetInfoRequest, FollowGetInfoResponse]("follow.follow_get_info")

// FollowGetInfoRequest names at most 20 users; From may be among them.
type FollowGetInfoRequest struct{ AccountsRequest }

// Validate checks the size of the batch. A client that names nobody asks for
// itself.
func (r *FollowGetInfoRequest) Validate() error {
	if len(r.ToAccount) > MaxBatch {
		return checkBatch("To_Account", len(r.ToAccount), MaxBatch)
	}
	return nil
}

// FollowGetInfoResponse answers for each user in the order of the request.
type FollowGetInfoResponse struct {
	FollowInfo []Info `json:"FollowInfo"`
}

// Info counts the lists of one user.
type Info struct {
	Result
	FollowerCount        int `json:"FollowerCount"`
	FollowingCount       int `json:"FollowingCount"`
	MutualFollowingCount int `json:"MutualFollowingCount"`
}
