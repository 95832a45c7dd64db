package webhook

// FollowAfterFollowDelete tells whom a user follows no longer.
var FollowAfterFollowDelete = after[FollowAfterFollowDeleteBody]("Follow.CallbackAfterFollowDelete")

// FollowAfterFollowDeleteBody is the body of Follow.CallbackAfterFollowDelete.
type FollowAfterFollowDeleteBody struct {
	Head
	From string   `json:"From_Account"`
	To   []string `json:"To_Account"`
}
