package webhook

// GroupBeforeApplyJoinGroup asks before a client joins a group or applies to; if allowed, the group's own rules
// hold.
var GroupBeforeApplyJoinGroup = before[GroupBeforeApplyJoinGroupBody, Answer]("Group.CallbackBeforeApplyJoinGroup")

// GroupBeforeApplyJoinGroupBody is the body of Group.CallbackBeforeApplyJoinGroup.
type GroupBeforeApplyJoinGroupBody struct {
	Head
	GroupID   string `json:"GroupId"`
	Type      string `json:"Type"`
	Requestor string `json:"Requestor_Account"`
}
