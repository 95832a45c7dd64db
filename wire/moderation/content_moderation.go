package moderation

import "github.com/teahouse-chat/teahouse/wire"

// ContentModeration checks one content. There is no cloud moderation here: it is refused
// with 2015. The application's own words are those of add_local_audit_keywords.
var ContentModeration = wire.Define[ContentModerationRequest, RequestID]("im_msg_audit.content_moderation")

// ContentModerationRequest is what the protocol has.
type ContentModerationRequest struct {
	AuditName   string `json:"AuditName"`
	ContentType string `json:"ContentType"` // Text, Image, Audio or Video
	Content     string `json:"Content"`
	ExtSender   string `json:"ExtSender,omitempty"`
	ExtReceiver string `json:"ExtReceiver,omitempty"`
}
