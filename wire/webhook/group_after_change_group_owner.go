package webhook

// GroupAfterChangeGroupOwner tells that a group has another owner.
var GroupAfterChangeGroupOwner = after[GroupAfterChangeGroupOwnerBody]("Group.CallbackAfterChangeGroupOwner")

// GroupAfterChangeGroupOwnerBody is the body of Group.CallbackAfterChangeGroupOwner.
type GroupAfterChangeGroupOwnerBody struct {
	Head
	GroupID  string `json:"GroupId"`
	Type     string `json:"Type"`
	Operator string `json:"Operator_Account"`
	OldOwner string `json:"OldOwner_Account"`
	NewOwner string `json:"NewOwner_Account"`
}
