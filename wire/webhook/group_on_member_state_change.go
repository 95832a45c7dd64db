package webhook

// GroupOnMemberStateChange tells that members of a live room went offline, 20 s after they were cut, or came back.
var GroupOnMemberStateChange = after[GroupOnMemberStateChangeBody]("Group.CallbackOnMemberStateChange")

// GroupOnMemberStateChangeBody is the body of Group.CallbackOnMemberStateChange.
type GroupOnMemberStateChangeBody struct {
	Head
	GroupID    string   `json:"GroupId"`
	Type       string   `json:"Type"`
	EventType  string   `json:"EventType"` // Offline or Online
	MemberList []Member `json:"MemberList"`
}
