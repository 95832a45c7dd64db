package webhook

// GroupAfterGroupAttrChanged tells that attributes of a group changed.
var GroupAfterGroupAttrChanged = after[GroupAfterGroupAttrChangedBody]("Group.CallbackAfterGroupAttrChanged")

// GroupAfterGroupAttrChangedBody is the body of Group.CallbackAfterGroupAttrChanged.
type GroupAfterGroupAttrChangedBody struct {
	Head
	GroupID    string `json:"GroupId"`
	Type       string `json:"Type"`
	Operator   string `json:"Operator_Account"`
	OptionType string `json:"OptionType"` // set, modify, delete or clear
	GroupAttr  []Attr `json:"GroupAttr"`
}

// Attr is an attribute of a group.
type Attr struct {
	Key   string `json:"key"`
	Value string `json:"value"`
}
