package webhook

// GroupAfterGroupInfoChanged tells what changed of a group's profile.
var GroupAfterGroupInfoChanged = after[GroupAfterGroupInfoChangedBody]("Group.CallbackAfterGroupInfoChanged")

// GroupAfterGroupInfoChangedBody is the body of Group.CallbackAfterGroupInfoChanged.
type GroupAfterGroupInfoChangedBody struct {
	Head
	GroupID             string  `json:"GroupId"`
	Type                string  `json:"Type"`
	Operator            string  `json:"Operator_Account"`
	Name                *string `json:"Name,omitempty"`
	Introduction        *string `json:"Introduction,omitempty"`
	Notification        *string `json:"Notification,omitempty"`
	FaceURL             *string `json:"FaceUrl,omitempty"`
	UserDefinedDataList []Field `json:"UserDefinedDataList,omitempty"` // (unverified)
}
