package group

// GetRoleInGroup tells what up to 500 users are in a group: Owner, Admin, Member
// or NotMember. Live groups have no roles to list.
var GetRoleInGroup = define[GetRoleInGroupRequest, GetRoleInGroupResponse]("group_open_http_svc.get_role_in_group")

// MaxRoles is the most users that one GetRoleInGroup asks about.
const MaxRoles = 500

// GetRoleInGroupRequest names the users.
type GetRoleInGroupRequest struct {
	GroupID  string   `json:"GroupId"`
	Accounts []string `json:"User_Account"`
}

// Validate checks the form.
func (r *GetRoleInGroupRequest) Validate() error {
	switch n := len(r.Accounts); {
	case n == 0:
		return ErrBadParameter.With("User_Account is empty")
	case n > MaxRoles:
		return ErrTooMany.With("at most %d", MaxRoles)
	}
	return CheckID(r.GroupID)
}

// GetRoleInGroupResponse answers for each user in the order of the request.
type GetRoleInGroupResponse struct {
	UserIdList []RoleOf `json:"UserIdList"`
}

// RoleOf is what a user is in the group.
type RoleOf struct {
	Account string `json:"Member_Account"`
	Role    string `json:"Role"`
}
