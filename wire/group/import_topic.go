package group

import "github.com/teahouse-chat/teahouse/wire"

// ImportTopic is CreateTopic for those who come from elsewhere: with the time at
// which the topic was made there, and nobody is told.
var ImportTopic = wire.Define[ImportTopicRequest, CreateTopicResponse]("million_group_open_http_svc.import_topic", "group_open_http_svc.import_topic")

// ImportTopicRequest describes the topic.
type ImportTopicRequest struct {
	CreateTopicRequest
	Type       string `json:"Type,omitempty"`       // Community
	CreateTime int64  `json:"CreateTime,omitempty"` // seconds
}

// Validate checks the form.
func (r *ImportTopicRequest) Validate() error {
	if r.CreateTime < 0 {
		return ErrBadParameter.With("CreateTime is not negative")
	}
	return first(checkChoice("Type", r.Type, Community), r.CreateTopicRequest.Validate())
}
