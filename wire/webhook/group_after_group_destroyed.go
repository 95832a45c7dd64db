package webhook

// GroupAfterGroupDestroyed tells that a group was dismissed. MemberList has at most the first 500 (unverified).
var GroupAfterGroupDestroyed = after[GroupAfterGroupDestroyedBody]("Group.CallbackAfterGroupDestroyed")

// GroupAfterGroupDestroyedBody is the body of Group.CallbackAfterGroupDestroyed.
type GroupAfterGroupDestroyedBody struct {
	Head
	GroupID    string   `json:"GroupId"`
	Type       string   `json:"Type"`
	Owner      string   `json:"Owner_Account"`
	Name       string   `json:"Name"`
	MemberList []Member `json:"MemberList"`
}
