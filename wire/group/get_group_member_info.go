package group

// GetGroupMemberInfo pages through the members of a group.
var GetGroupMemberInfo = define[GetGroupMemberInfoRequest, GetGroupMemberInfoResponse]("group_open_http_svc.get_group_member_info")

// GetGroupMemberInfoRequest asks for a page. Communities are paged by Next, other
// groups by Offset, which counts members that pass MemberRoleFilter.
type GetGroupMemberInfoRequest struct {
	GroupID                         string   `json:"GroupId"`
	MemberInfoFilter                []string `json:"MemberInfoFilter,omitempty"`
	MemberRoleFilter                []string `json:"MemberRoleFilter,omitempty"`
	AppDefinedDataFilterGroupMember []string `json:"AppDefinedDataFilter_GroupMember,omitempty"`
	Limit                           int      `json:"Limit,omitempty"` // 0: as many as fit
	Offset                          int      `json:"Offset,omitempty"`
	Next                            Cursor   `json:"Next,omitempty"`
}

// GetGroupMemberInfoResponse is a page. Next comes for communities only; "" is
// the end.
type GetGroupMemberInfoResponse struct {
	MemberNum  int      `json:"MemberNum"` // all members, whatever is filtered
	MemberList []Member `json:"MemberList"`
	Next       *string  `json:"Next,omitempty"`
}

// Validate checks the form.
func (r *GetGroupMemberInfoRequest) Validate() error {
	if r.Limit < 0 || r.Limit > MaxMemberLimit || r.Offset < 0 {
		return ErrBadParameter.With("Limit is 0 to %d and Offset not negative", MaxMemberLimit)
	}
	for _, role := range r.MemberRoleFilter {
		if err := checkChoice("MemberRoleFilter", role, RoleOwner, RoleAdmin, RoleMember); err != nil {
			return err
		}
	}
	return CheckID(r.GroupID)
}

// Cursor is a text that older callers send as a number.
type Cursor string

// UnmarshalJSON takes a string or a number.
func (c *Cursor) UnmarshalJSON(raw []byte) error {
	*c = Cursor(unquoted(raw))
	return nil
}
