package moderation

import "github.com/teahouse-chat/teahouse/wire"

// GetCloudAuditKeywords lists the words of a library of cloud moderation. There is no cloud moderation here: it is refused
// with 2015. The application's own words are those of add_local_audit_keywords.
var GetCloudAuditKeywords = wire.Define[GetCloudAuditKeywordsRequest, RequestID]("im_msg_audit_mgr.get_cloud_audit_keywords")

// GetCloudAuditKeywordsRequest is what the protocol has.
type GetCloudAuditKeywordsRequest struct {
	SdkAppId uint32 `json:"SdkAppId,omitempty"`
	LibID    string `json:"LibID"`
	Offset   int    `json:"Offset"`
	Limit    int    `json:"Limit"`
	Content  string `json:"Content,omitempty"`
}
