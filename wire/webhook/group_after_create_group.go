package webhook

// GroupAfterCreateGroup tells that a group was made. Imported groups are not told of.
var GroupAfterCreateGroup = after[GroupAfterCreateGroupBody]("Group.CallbackAfterCreateGroup")

// GroupAfterCreateGroupBody is the body of Group.CallbackAfterCreateGroup.
type GroupAfterCreateGroupBody struct {
	Head
	GroupID             string   `json:"GroupId"`
	Operator            string   `json:"Operator_Account"`
	Owner               string   `json:"Owner_Account"`
	Type                string   `json:"Type"`
	Name                string   `json:"Name"`
	MemberList          []Member `json:"MemberList"`
	UserDefinedDataList []Field  `json:"UserDefinedDataList"`
}

// Field is a custom field.
type Field struct {
	Key   string `json:"Key"`
	Value string `json:"Value"`
}
