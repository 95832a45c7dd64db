package webhook

// GroupAfterTopicInfoChanged tells what changed of a topic's profile.
var GroupAfterTopicInfoChanged = after[GroupAfterTopicInfoChangedBody]("Group.CallbackAfterTopicInfoChanged")

// GroupAfterTopicInfoChangedBody is the body of Group.CallbackAfterTopicInfoChanged.
type GroupAfterTopicInfoChangedBody struct {
	Head
	GroupID      string  `json:"GroupId"`
	TopicID      string  `json:"TopicId"` // (unverified)
	Type         string  `json:"Type"`
	Operator     string  `json:"Operator_Account"`
	Name         *string `json:"Name,omitempty"`
	Introduction *string `json:"Introduction,omitempty"`
	Notification *string `json:"Notification,omitempty"`
	FaceURL      *string `json:"FaceUrl,omitempty"`
}
