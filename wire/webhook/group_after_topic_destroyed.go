package webhook

// GroupAfterTopicDestroyed tells that topics were deleted.
var GroupAfterTopicDestroyed = after[GroupAfterTopicDestroyedBody]("Group.CallbackAfterTopicDestroyed")

// GroupAfterTopicDestroyedBody is the body of Group.CallbackAfterTopicDestroyed.
type GroupAfterTopicDestroyedBody struct {
	Head
	GroupID     string   `json:"GroupId"`
	Type        string   `json:"Type"`
	TopicIDList []string `json:"TopicIdList"`
}
