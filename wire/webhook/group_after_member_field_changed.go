package webhook

// GroupAfterMemberFieldChanged tells that a member's role or name card changed.
var GroupAfterMemberFieldChanged = after[GroupAfterMemberFieldChangedBody]("Group.CallbackAfterMemberFieldChanged")

// GroupAfterMemberFieldChangedBody is the body of Group.CallbackAfterMemberFieldChanged.
type GroupAfterMemberFieldChangedBody struct {
	Head
	GroupID  string  `json:"GroupId"`
	Type     string  `json:"Type"`
	Operator string  `json:"Operator_Account"`
	Modified string  `json:"Modified_Account"`
	Role     string  `json:"Role,omitempty"` // Admin or Member, if it changed
	NameCard *string `json:"NameCard,omitempty"`
}
