package moderation

import "github.com/teahouse-chat/teahouse/wire"

// GetCloudAuditKeywordsIds lists the word libraries of cloud moderation. There is no cloud moderation here: it is refused
// with 2015. The application's own words are those of add_local_audit_keywords.
var GetCloudAuditKeywordsIds = wire.Define[GetCloudAuditKeywordsIdsRequest, RequestID]("im_msg_audit_mgr.get_cloud_audit_keywords_ids")

// GetCloudAuditKeywordsIdsRequest is what the protocol has.
type GetCloudAuditKeywordsIdsRequest struct {
	SdkAppId uint32 `json:"SdkAppId,omitempty"`
	Offset   int    `json:"Offset"`
	Limit    int    `json:"Limit"`
}
