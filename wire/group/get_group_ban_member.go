package group

// GetGroupBanMember lists who is banned from a group now, those first whose ban
// ends first.
var GetGroupBanMember = define[GetGroupBanMemberRequest, GetGroupBanMemberResponse]("group_open_http_svc.get_group_ban_member")

// GetGroupBanMemberRequest asks for a page: Offset is 0 first and then NextOffset.
type GetGroupBanMemberRequest struct {
	GroupID string `json:"GroupId"`
	Limit   int    `json:"Limit,omitempty"` // at most 100, which 0 is too
	Offset  int    `json:"Offset"`
}

// GetGroupBanMemberResponse is a page; NextOffset 0 is the end.
type GetGroupBanMemberResponse struct {
	Accounts   []BannedAccount `json:"BannedAccountList"`
	NextOffset int             `json:"NextOffset"`
}

// BannedAccount is somebody who is banned.
type BannedAccount struct {
	Account string `json:"Member_Account"`
	Until   int64  `json:"BannedUntil"` // seconds
}

// Validate checks the form.
func (r *GetGroupBanMemberRequest) Validate() error {
	if r.Limit < 0 || r.Limit > MaxPage || r.Offset < 0 {
		return ErrBadParameter.With("Limit is 0 to %d and Offset not negative", MaxPage)
	}
	return CheckID(r.GroupID)
}
