package webhook

// GroupAfterMemberExit tells that members left: by themselves (Quit), or Kicked.
var GroupAfterMemberExit = after[GroupAfterMemberExitBody]("Group.CallbackAfterMemberExit")

// GroupAfterMemberExitBody is the body of Group.CallbackAfterMemberExit.
type GroupAfterMemberExitBody struct {
	Head
	GroupID        string   `json:"GroupId"`
	Type           string   `json:"Type"`
	ExitType       string   `json:"ExitType"`
	Operator       string   `json:"Operator_Account"`
	ExitMemberList []Member `json:"ExitMemberList"`
}
