package webhook

// GroupBeforeCreateTopic asks before a topic is made.
var GroupBeforeCreateTopic = before[GroupBeforeCreateTopicBody, Answer]("Group.CallbackBeforeCreateTopic")

// GroupBeforeCreateTopicBody is the body of Group.CallbackBeforeCreateTopic.
type GroupBeforeCreateTopicBody struct {
	Head
	GroupID  string `json:"GroupId"` // (unverified)
	Operator string `json:"Operator_Account"`
	Type     string `json:"Type"`
	Name     string `json:"Name"`
}
