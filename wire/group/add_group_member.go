package group

// AddGroupMember brings accounts into a group: over REST any, as a client where
// the group's type and its InviteJoinOption let members invite.
var AddGroupMember = define[AddGroupMemberRequest, AddGroupMemberResponse]("group_open_http_svc.add_group_member")

// AddGroupMemberRequest names the accounts, at most 300.
type AddGroupMemberRequest struct {
	GroupID    string      `json:"GroupId"`
	Silence    int         `json:"Silence,omitempty"` // 1: nobody is told
	MemberList []NewMember `json:"MemberList"`
}

// AddGroupMemberResponse has one entry per account, in order.
type AddGroupMemberResponse struct {
	MemberList []AddedMember `json:"MemberList"`
}

// Results of AddGroupMember per account.
const (
	NotAdded       = 0
	Added          = 1
	WasMember      = 2
	WaitsForAnswer = 3
	OverLimit      = 4
)

// AddedMember says what became of one account.
type AddedMember struct {
	Account string `json:"Member_Account"`
	Result  int    `json:"Result"`
}

// Validate checks the form.
func (r *AddGroupMemberRequest) Validate() error {
	accounts := make([]string, len(r.MemberList))
	for i, m := range r.MemberList {
		accounts[i] = m.Account
	}
	return first(CheckID(r.GroupID), checkAccounts("MemberList", accounts, MaxAdd))
}
