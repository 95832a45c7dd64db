package group

import "github.com/teahouse-chat/teahouse/wire"

// DestroyTopic ends topics with all that was said in them.
var DestroyTopic = wire.Define[DestroyTopicRequest, DestroyTopicResponse]("million_group_open_http_svc.destroy_topic", "group_open_http_svc.destroy_topic")

// DestroyTopicRequest names the topics, at most 500.
type DestroyTopicRequest struct {
	GroupID     string   `json:"GroupId"`
	TopicIDList []string `json:"TopicIdList"`
}

// DestroyTopicResponse says of each what became of it.
type DestroyTopicResponse struct {
	Items []DestroyedTopic `json:"DestroyResultItem"`
}

// DestroyedTopic has ErrorCode 0 if the topic is gone, 110003 if it was before.
type DestroyedTopic struct {
	TopicID   string `json:"TopicId"`
	ErrorCode int    `json:"ErrorCode"`
	ErrorInfo string `json:"ErrorInfo"`
}

// Validate checks the form.
func (r *DestroyTopicRequest) Validate() error {
	if len(r.TopicIDList) == 0 || len(r.TopicIDList) > MaxTopicsAsked {
		return ErrBadParameter.With("TopicIdList holds 1 to %d", MaxTopicsAsked)
	}
	return CheckID(r.GroupID)
}
