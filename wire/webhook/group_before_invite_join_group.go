package webhook

// GroupBeforeInviteJoinGroup asks before members are invited by a client or put in by add_group_member. The answer
// may name some that are not put in.
var GroupBeforeInviteJoinGroup = before[GroupBeforeInviteJoinGroupBody, InviteAnswer]("Group.CallbackBeforeInviteJoinGroup")

// GroupBeforeInviteJoinGroupBody is the body of Group.CallbackBeforeInviteJoinGroup.
type GroupBeforeInviteJoinGroupBody struct {
	Head
	GroupID            string   `json:"GroupId"`
	Type               string   `json:"Type"`
	Operator           string   `json:"Operator_Account"`
	DestinationMembers []Member `json:"DestinationMembers"`
}
