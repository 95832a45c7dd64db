package webhook

// GroupAfterGroupFull tells that a group has as many members as it may have.
var GroupAfterGroupFull = after[GroupAfterGroupFullBody]("Group.CallbackAfterGroupFull")

// GroupAfterGroupFullBody is the body of Group.CallbackAfterGroupFull.
type GroupAfterGroupFullBody struct {
	Head
	GroupID string `json:"GroupId"`
}
