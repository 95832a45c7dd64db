package group

import (
	"slices"

	"github.com/teahouse-chat/teahouse/wire"
)

// ModifyUserInfo puts marks on those who are in a live group, or takes them off. Of
// clients, the owner's may. Marks end when their bearer leaves. Clients have no event
// for them; they stand in the list of members.
var ModifyUserInfo = wire.Define[ModifyUserInfoRequest, ModifyUserInfoResponse]("group_open_avchatroom_http_svc.modify_user_info")

// Marks with a meaning of their own, which App admins alone give; those of apps begin
// with MinMark.
const (
	MarkOnline = 500 // counts as in the group for up to three days, also without a client
	MarkHidden = 600 // is listed only by those who ask for this mark
	MinMark    = 1000
)

// Limits of live groups.
const (
	MaxLiveMembers = 500 // accounts in one request
	MaxLiveMarks   = 10  // different marks of a group
	MaxMarked      = 1000
	MaxLiveAdmins  = 5
)

// Values of CommandType.
const (
	CommandSet    = 1
	CommandRemove = 2
)

// ModifyUserInfoRequest is what to mark, at most 500 accounts.
type ModifyUserInfoRequest struct {
	GroupID     string   `json:"GroupId"`
	CommandType int      `json:"CommandType"` // CommandSet or CommandRemove
	MemberList  []Marked `json:"MemberList"`
}

// Marked is an account with marks.
type Marked struct {
	Account string `json:"Member_Account"`
	Marks   []int  `json:"Marks"`
}

// ModifyUserInfoResponse names those with whom it went well: the others are not in the
// group.
type ModifyUserInfoResponse struct {
	CommandType int      `json:"CommandType"`
	MemberList  []Marked `json:"MemberList"`
}

// Validate checks the form.
func (r *ModifyUserInfoRequest) Validate() error {
	accounts := make([]string, len(r.MemberList))
	for i, m := range r.MemberList {
		accounts[i] = m.Account
		if len(m.Marks) == 0 || len(m.Marks) > MaxLiveMarks {
			return ErrBadParameter.With("Marks holds 1 to %d", MaxLiveMarks)
		}
		for _, mark := range m.Marks {
			if mark < MinMark && !slices.Contains([]int{MarkOnline, MarkHidden}, mark) {
				return ErrBadParameter.With("marks begin with %d", MinMark)
			}
		}
	}
	return first(CheckID(r.GroupID), checkCommandType(r.CommandType), checkAccounts("MemberList", accounts, MaxLiveMembers))
}

func checkCommandType(n int) error {
	if n != CommandSet && n != CommandRemove {
		return ErrBadParameter.With("CommandType is %d or %d", CommandSet, CommandRemove)
	}
	return nil
}
