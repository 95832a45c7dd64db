package moderation

import "github.com/teahouse-chat/teahouse/wire"

// BatchContentModeration checks up to ten contents. There is no cloud moderation here: it is refused
// with 2015. The application's own words are those of add_local_audit_keywords.
var BatchContentModeration = wire.Define[BatchContentModerationRequest, RequestID]("im_msg_audit.batch_content_moderation")

// BatchContentModerationRequest is what the protocol has.
type BatchContentModerationRequest struct {
	AuditName string `json:"AuditName"`
	Contents  []struct {
		ContentId   int64  `json:"ContentId"`
		ContentType string `json:"ContentType"`
		Content     string `json:"Content"`
	} `json:"Contents"`
	ExtSender   string `json:"ExtSender,omitempty"`
	ExtReceiver string `json:"ExtReceiver,omitempty"`
}
