package webhook

// FollowAfterFollowAdd tells whom a user follows now.
var FollowAfterFollowAdd = after[FollowAfterFollowAddBody]("Follow.CallbackAfterFollowAdd")

// FollowAfterFollowAddBody is the body of Follow.CallbackAfterFollowAdd.
type FollowAfterFollowAddBody struct {
	Head
	From       string     `json:"From_Account"`
	FollowList []Followed `json:"FollowList"`
}

// Followed is somebody who is followed.
type Followed struct {
	To string `json:"To_Account"`
}
