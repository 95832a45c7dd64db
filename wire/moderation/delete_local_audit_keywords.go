package moderation

import "github.com/teahouse-chat/teahouse/wire"

// DeleteLocalAuditKeywords removes up to 10 words, by Id or else by Keyword, WordType
// and FilterType. A word that is not there is no error.
var DeleteLocalAuditKeywords = wire.Define[DeleteLocalAuditKeywordsRequest, RequestID]("im_msg_audit_mgr.delete_local_audit_keywords")

// DeleteLocalAuditKeywordsRequest lists the words.
type DeleteLocalAuditKeywordsRequest struct {
	SdkAppId        uint32 `json:"SdkAppId,omitempty"`
	LocalAuditWords []Word `json:"LocalAuditWords"`
}

// Validate checks the number.
func (r *DeleteLocalAuditKeywordsRequest) Validate() error { return checkCount(len(r.LocalAuditWords)) }
