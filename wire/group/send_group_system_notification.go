package group

import "github.com/teahouse-chat/teahouse/wire"

// SendGroupSystemNotification shows a text of the application to members who are online
// now, in their conversation with the system. It is not stored and not counted.
var SendGroupSystemNotification = define[SendGroupSystemNotificationRequest, wire.Empty]("group_open_http_svc.send_group_system_notification")

// SendGroupSystemNotificationRequest is the notice.
type SendGroupSystemNotificationRequest struct {
	GroupID string   `json:"GroupId"`
	TopicID string   `json:"TopicId,omitempty"`
	Content string   `json:"Content"`                     // at most 12 KB
	To      []string `json:"ToMembers_Account,omitempty"` // empty: all members; refused in live rooms
}

// Validate checks the form.
func (r *SendGroupSystemNotificationRequest) Validate() error {
	switch {
	case r.Content == "":
		return ErrBadParameter.With("Content is missing")
	case len(r.Content) > wire.MaxBody:
		return ErrTooLong
	case len(r.To) > 500:
		return ErrTooMany
	}
	return CheckID(r.GroupID)
}
