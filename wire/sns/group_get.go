package sns

import "github.com/teahouse-chat/teahouse/wire"

// GroupGet lists the friend groups of one user in the order in which they were
// made, with their friends if asked for.
var GroupGet = wire.Define[GroupGetRequest, GroupGetResponse]("sns.group_get")

// NeedFriends is the value of NeedFriend that asks for members.
const NeedFriends = "Need_Friend_Type_Yes"

// GroupGetRequest may name the wanted groups.
type GroupGetRequest struct {
	FromAccount  string   `json:"From_Account"`
	LastSequence int64    `json:"LastSequence"`
	NeedFriend   string   `json:"NeedFriend,omitempty"`
	GroupName    []string `json:"GroupName,omitempty"`
}

// Validate checks the form.
func (r *GroupGetRequest) Validate() error {
	return checkChoice("NeedFriend", r.NeedFriend, NeedFriends, "Need_Friend_Type_No")
}

// GroupGetResponse lists the groups, and the sequence that grows with each change.
type GroupGetResponse struct {
	ResultItem      []FriendGroup `json:"ResultItem"`
	CurrentSequence int64         `json:"CurrentSequence"`
}

// FriendGroup is a named group of friends.
type FriendGroup struct {
	GroupName    string   `json:"GroupName"`
	FriendNumber int      `json:"FriendNumber"`
	ToAccount    []string `json:"To_Account,omitempty"`
}
