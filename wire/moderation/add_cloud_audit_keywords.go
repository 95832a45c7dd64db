package moderation

import "github.com/teahouse-chat/teahouse/wire"

// AddCloudAuditKeywords adds words to a library of cloud moderation. There is no cloud moderation here: it is refused
// with 2015. The application's own words are those of add_local_audit_keywords.
var AddCloudAuditKeywords = wire.Define[AddCloudAuditKeywordsRequest, RequestID]("im_msg_audit_mgr.add_cloud_audit_keywords")

// AddCloudAuditKeywordsRequest is what the protocol has.
type AddCloudAuditKeywordsRequest struct {
	SdkAppId     uint32 `json:"SdkAppId,omitempty"`
	LibID        string `json:"LibID"`
	UserKeywords []struct {
		Content string `json:"Content"`
		Label   string `json:"Label,omitempty"`
	} `json:"UserKeywords"`
}
