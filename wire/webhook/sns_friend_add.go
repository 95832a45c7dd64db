package webhook

// SnsFriendAdd tells that friends came into lists, one pair for each list. Imported friends are not told of.
var SnsFriendAdd = after[SnsFriendAddBody]("Sns.CallbackFriendAdd")

// SnsFriendAddBody is the body of Sns.CallbackFriendAdd.
type SnsFriendAddBody struct {
	Head
	PairList  []FriendPair `json:"PairList"`
	ClientCmd string       `json:"ClientCmd"`               // friend_add or friend_response
	Admin     string       `json:"Admin_Account,omitempty"` // the App admin that did it over REST
	ForceFlag int          `json:"ForceFlag"`               // 1: whatever the other wishes
}

// FriendPair is a new friend in a list.
type FriendPair struct {
	From      string `json:"From_Account"` // whose list
	To        string `json:"To_Account"`
	Initiator string `json:"Initiator_Account"` // who asked
}
