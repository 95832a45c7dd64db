package group

// GetPermissionGroupMemberList lists who is in a permission group.
var GetPermissionGroupMemberList = define[GetPermissionGroupMemberListRequest, GetPermissionGroupMemberListResponse]("group_open_http_svc.get_permission_group_member_list")

// GetPermissionGroupMemberListRequest asks for a page.
type GetPermissionGroupMemberListRequest struct {
	GroupID           string   `json:"GroupId"`
	PermissionGroupID string   `json:"PermissionGroupId"`
	Limit             int      `json:"Limit,omitempty"` // at most 50; 0 is 50
	Next              string   `json:"Next,omitempty"`  // of the last answer
	MemberInfoFilter  []string `json:"MemberInfoFilter,omitempty"`
	MemberRoleFilter  []string `json:"MemberRoleFilter,omitempty"`
	Keys              []string `json:"AppDefinedDataFilter_GroupMember,omitempty"`
}

// GetPermissionGroupMemberListResponse is a page; Next is "" at the end.
type GetPermissionGroupMemberListResponse struct {
	MemberList []Member `json:"MemberList"`
	Next       string   `json:"Next"`
}

// Validate checks the form.
func (r *GetPermissionGroupMemberListRequest) Validate() error {
	if r.Limit < 0 || r.Limit > MaxPermissionPage {
		return ErrBadParameter.With("Limit is 0 to %d", MaxPermissionPage)
	}
	return first(CheckID(r.GroupID), checkPermissionGroupID(r.PermissionGroupID))
}
