package moderation

import "github.com/teahouse-chat/teahouse/wire"

// GetLocalAuditKeywords returns a page of the application's words, the oldest first.
var GetLocalAuditKeywords = wire.Define[GetLocalAuditKeywordsRequest, GetLocalAuditKeywordsResponse]("im_msg_audit_mgr.get_local_audit_keywords")

// GetLocalAuditKeywordsRequest says which ones.
type GetLocalAuditKeywordsRequest struct {
	SdkAppId   uint32 `json:"SdkAppId,omitempty"`
	FilterType int    `json:"FilterType,omitempty"` // 0: all
	Offset     int    `json:"Offset"`
	Limit      int    `json:"Limit"`             // 1 to 100
	Keyword    string `json:"Keyword,omitempty"` // words that contain it
}

// Validate checks the page.
func (r *GetLocalAuditKeywordsRequest) Validate() error {
	if r.Offset < 0 || r.Limit < 1 || r.Limit > MaxPage {
		return ErrParameter.With("Limit is 1 to %d, Offset not negative", MaxPage)
	}
	if r.FilterType < 0 || r.FilterType > Mark {
		return ErrParameter.With("FilterType is 1, 2 or 3")
	}
	return nil
}

// GetLocalAuditKeywordsResponse has the page. Total counts are of all words and
// expressions, Cur counts of those that the request asks for.
type GetLocalAuditKeywordsResponse struct {
	RequestID
	LocalAuditWords []Word `json:"LocalAuditWords"`
	TotalCount      int    `json:"TotalCount"`
	TotalRegCount   int    `json:"TotalRegCount"`
	CurCount        int    `json:"CurCount"`
	CurRegCount     int    `json:"CurRegCount"`
}
