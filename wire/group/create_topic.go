package group

import "github.com/teahouse-chat/teahouse/wire"

// CreateTopic adds a topic to a community that has topics. Its members are those
// of the community.
var CreateTopic = wire.Define[CreateTopicRequest, CreateTopicResponse]("million_group_open_http_svc.create_topic", "group_open_http_svc.create_topic")

// CreateTopicRequest describes the topic.
type CreateTopicRequest struct {
	GroupID string `json:"GroupId"`
	// TopicID is the community's GroupId, @TOPIC#_ and 1 to 48 bytes; empty, the
	// server makes one.
	TopicID string `json:"TopicId,omitempty"`
	// From is, over REST, the account that is shown as the creator.
	From string `json:"From_Account,omitempty"`
	NewTopicProfile
}

// NewTopicProfile is the profile of a new topic.
type NewTopicProfile struct {
	TopicName    string `json:"TopicName"`              // at most 150 bytes
	CustomString string `json:"CustomString,omitempty"` // at most 3000 bytes
	FaceURL      string `json:"FaceUrl,omitempty"`
	Notification string `json:"Notification,omitempty"`
	Introduction string `json:"Introduction,omitempty"`
}

func (p *NewTopicProfile) check() error {
	if p.TopicName == "" {
		return ErrBadParameter.With("TopicName is missing")
	}
	return checkTopicTexts(&p.TopicName, &p.CustomString, &p.FaceURL, &p.Notification, &p.Introduction)
}

func checkTopicTexts(name, custom, face, notification, introduction *string) error {
	return first(
		checkText("TopicName", name, MaxTopicName),
		checkText("CustomString", custom, MaxCustomString),
		checkText("FaceUrl", face, MaxFaceURL),
		checkText("Notification", notification, MaxNotification),
		checkText("Introduction", introduction, MaxIntroduction),
	)
}

// CreateTopicResponse names the topic.
type CreateTopicResponse struct {
	TopicID string `json:"TopicId"`
}

// Validate checks the form.
func (r *CreateTopicRequest) Validate() error {
	if err := first(CheckID(r.GroupID), r.check()); err != nil || r.TopicID == "" {
		return err
	}
	return CheckNewTopicID(r.GroupID, r.TopicID)
}
