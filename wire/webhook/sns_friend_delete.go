package webhook

// SnsFriendDelete tells that friends went out of lists, one pair for each list.
var SnsFriendDelete = after[SnsFriendDeleteBody]("Sns.CallbackFriendDelete")

// SnsFriendDeleteBody is the body of Sns.CallbackFriendDelete.
type SnsFriendDeleteBody struct {
	Head
	PairList []Pair `json:"PairList"`
}

// Pair is somebody in the list of another.
type Pair struct {
	From string `json:"From_Account"` // whose list
	To   string `json:"To_Account"`
}
