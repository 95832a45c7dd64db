package follow

import "github.com/teahouse-chat/teahouse/wire"

// FollowCheck tells who follows whom.
var FollowCheck = wire.Define[FollowCheckRequest, FollowCheckResponse]("follow.follow_check")

// FollowCheckRequest names at most 100 users.
type FollowCheckRequest struct{ AccountsRequest }

// Validate checks the size of the batch.
func (r *FollowCheckRequest) Validate() error {
	return checkBatch("To_Account", len(r.ToAccount), MaxCheck)
}

// FollowCheckResponse answers for each user in the order of the request.
type FollowCheckResponse struct {
	ResultItem []Checked `json:"ResultItem"`
}

// Checked is the relation to one user.
type Checked struct {
	Result
	FollowType int `json:"FollowType"` // 0 none, 1 only To follows From, 2 only From follows To, 3 both
}
