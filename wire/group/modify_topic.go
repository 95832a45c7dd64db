package group

import "github.com/teahouse-chat/teahouse/wire"

// ModifyTopic changes a topic's profile; fields left out stay.
var ModifyTopic = wire.Define[ModifyTopicRequest, wire.Empty]("million_group_open_http_svc.modify_topic", "group_open_http_svc.modify_topic")

// ModifyTopicRequest holds what changes.
type ModifyTopicRequest struct {
	GroupID         string  `json:"GroupId"`
	TopicID         string  `json:"TopicId"`
	TopicName       *string `json:"TopicName,omitempty"`
	FaceURL         *string `json:"FaceUrl,omitempty"`
	Notification    *string `json:"Notification,omitempty"`
	Introduction    *string `json:"Introduction,omitempty"`
	CustomString    *string `json:"CustomString,omitempty"`
	MuteAllMember   string  `json:"MuteAllMember,omitempty"`   // On or Off
	ShutUpAllMember string  `json:"ShutUpAllMember,omitempty"` // of clients
	ShutUpAllFlag   string  `json:"ShutUpAllFlag,omitempty"`   // the older name
	// DefaultPermission is what every member may do in the topic where permission
	// groups decide: bits (the name is not documented for REST).
	DefaultPermission *int64 `json:"DefaultPermission,omitempty"`
	// From is, over REST, the account in whose name the change is shown.
	From string `json:"From_Account,omitempty"`
}

// MuteAll returns On or Off under whichever name it is there, else "".
func (r *ModifyTopicRequest) MuteAll() string {
	for _, v := range []string{r.MuteAllMember, r.ShutUpAllMember, r.ShutUpAllFlag} {
		if v != "" {
			return v
		}
	}
	return ""
}

// Validate checks the form.
func (r *ModifyTopicRequest) Validate() error {
	if r.TopicName != nil && *r.TopicName == "" {
		return ErrBadParameter.With("TopicName is not empty")
	}
	return first(CheckID(r.GroupID), CheckTopicID(r.GroupID, r.TopicID),
		checkTopicTexts(r.TopicName, r.CustomString, r.FaceURL, r.Notification, r.Introduction),
		checkBits("DefaultPermission", r.DefaultPermission, AllOfTopic),
		checkChoice("MuteAllMember", r.MuteAll(), On, Off))
}
