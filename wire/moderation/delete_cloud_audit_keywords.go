package moderation

import "github.com/teahouse-chat/teahouse/wire"

// DeleteCloudAuditKeywords deletes words of a library of cloud moderation. There is no cloud moderation here: it is refused
// with 2015. The application's own words are those of add_local_audit_keywords.
var DeleteCloudAuditKeywords = wire.Define[DeleteCloudAuditKeywordsRequest, RequestID]("im_msg_audit_mgr.delete_cloud_audit_keywords")

// DeleteCloudAuditKeywordsRequest is what the protocol has.
type DeleteCloudAuditKeywordsRequest struct {
	SdkAppId uint32   `json:"SdkAppId,omitempty"`
	LibID    string   `json:"LibID"`
	Keywords []string `json:"Keywords"`
}
