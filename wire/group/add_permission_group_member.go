package group

// AddPermissionGroupMember puts members of a community into a permission group.
var AddPermissionGroupMember = define[PermissionGroupMembersRequest, PermissionGroupMembersResponse]("group_open_http_svc.add_permission_group_member")

// PermissionGroupMembersRequest names members, at most 100.
type PermissionGroupMembersRequest struct {
	GroupID           string                  `json:"GroupId"`
	PermissionGroupID string                  `json:"PermissionGroupId"`
	MemberList        []PermissionGroupMember `json:"MemberList"`
}

// PermissionGroupMember names a member.
type PermissionGroupMember struct {
	Account string `json:"Member_Account"`
}

// PermissionGroupMembersResponse says of each what became of it.
type PermissionGroupMembersResponse struct {
	MemberList []PermissionGroupAdded `json:"MemberList"`
}

// PermissionGroupAdded has as Result an error's number: 0, 10013 (was in the
// permission group before), 10019 (no such account) or 10007 (not in the community).
type PermissionGroupAdded struct {
	Account string `json:"Member_Account"`
	Result  int    `json:"Result"`
}

// Validate checks the form.
func (r *PermissionGroupMembersRequest) Validate() error {
	accounts := make([]string, len(r.MemberList))
	for i, m := range r.MemberList {
		accounts[i] = m.Account
	}
	return first(CheckID(r.GroupID), checkPermissionGroupID(r.PermissionGroupID), checkAccounts("MemberList", accounts, MaxPermissionMembers))
}
