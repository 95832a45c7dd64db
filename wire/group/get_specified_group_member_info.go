package group

// GetSpecifiedGroupMemberInfo shows named members; accounts that are none are
// left out.
var GetSpecifiedGroupMemberInfo = define[GetSpecifiedGroupMemberInfoRequest, GetSpecifiedGroupMemberInfoResponse]("group_open_http_svc.get_specified_group_member_info")

// GetSpecifiedGroupMemberInfoRequest names the members, at most 50.
type GetSpecifiedGroupMemberInfoRequest struct {
	GroupID                         string   `json:"GroupId"`
	Accounts                        []string `json:"Member_List_Account"`
	MemberInfoFilter                []string `json:"MemberInfoFilter,omitempty"`
	MemberRoleFilter                []string `json:"MemberRoleFilter,omitempty"`
	AppDefinedDataFilterGroupMember []string `json:"AppDefinedDataFilter_GroupMember,omitempty"`
}

// GetSpecifiedGroupMemberInfoResponse holds those that are members.
type GetSpecifiedGroupMemberInfoResponse struct {
	GroupID    string   `json:"GroupId"`
	MemberList []Member `json:"MemberList"`
}

// Validate checks the form.
func (r *GetSpecifiedGroupMemberInfoRequest) Validate() error {
	return first(CheckID(r.GroupID), checkAccounts("Member_List_Account", r.Accounts, MaxAsked))
}
