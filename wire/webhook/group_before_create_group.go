package webhook

// GroupBeforeCreateGroup asks before a group is made by a client or by create_group.
var GroupBeforeCreateGroup = before[GroupBeforeCreateGroupBody, Answer]("Group.CallbackBeforeCreateGroup")

// GroupBeforeCreateGroupBody is the body of Group.CallbackBeforeCreateGroup.
type GroupBeforeCreateGroupBody struct {
	Head
	Operator        string         `json:"Operator_Account"`
	Owner           string         `json:"Owner_Account"`
	Type            string         `json:"Type"`
	Name            string         `json:"Name"`
	CreateGroupNum  int            `json:"CreateGroupNum"`  // groups of this type that the owner has already
	CreatedGroupNum map[string]int `json:"CreatedGroupNum"` // the same by type (unverified)
	InviteOption    string         `json:"InviteOption,omitempty"`
	MemberList      []Member       `json:"MemberList"`
}

// Member is an account in a group.
type Member struct {
	Account string `json:"Member_Account"`
}
