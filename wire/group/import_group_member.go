package group

// ImportGroupMember makes accounts members as they were elsewhere, and tells
// nobody.
var ImportGroupMember = define[ImportGroupMemberRequest, AddGroupMemberResponse]("group_open_http_svc.import_group_member")

// ImportGroupMemberRequest names the accounts, at most 300.
type ImportGroupMemberRequest struct {
	GroupID    string           `json:"GroupId"`
	MemberList []ImportedMember `json:"MemberList"`
}

// ImportedMember is a member as it was.
type ImportedMember struct {
	Account string `json:"Member_Account"`
	Role    string `json:"Role,omitempty"` // Admin or empty
	// JoinTime is later than the group's CreateTime and not in the future, else
	// this member fails; 0 is now.
	JoinTime     int64 `json:"JoinTime,omitempty"` // seconds
	UnreadMsgNum int   `json:"UnreadMsgNum,omitempty"`
}

// Validate checks the form.
func (r *ImportGroupMemberRequest) Validate() error {
	accounts := make([]string, len(r.MemberList))
	for i, m := range r.MemberList {
		accounts[i] = m.Account
		if m.UnreadMsgNum < 0 || m.JoinTime < 0 {
			return ErrBadParameter.With("UnreadMsgNum and JoinTime are not negative")
		}
		if err := checkChoice("Role", m.Role, RoleAdmin, RoleMember); err != nil {
			return err
		}
	}
	return first(CheckID(r.GroupID), checkAccounts("MemberList", accounts, MaxAdd))
}
