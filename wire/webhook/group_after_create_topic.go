package webhook

// GroupAfterCreateTopic tells that a topic was made.
var GroupAfterCreateTopic = after[GroupAfterCreateTopicBody]("Group.CallbackAfterCreateTopic")

// GroupAfterCreateTopicBody is the body of Group.CallbackAfterCreateTopic.
type GroupAfterCreateTopicBody struct {
	Head
	GroupID             string  `json:"GroupId"`
	TopicID             string  `json:"TopicId"`
	Operator            string  `json:"Operator_Account"`
	Owner               string  `json:"Owner_Account"` // of the community
	Type                string  `json:"Type"`
	Name                string  `json:"Name"`
	UserDefinedDataList []Field `json:"UserDefinedDataList"`
}
