package webhook

// GroupAfterNewMemberJoin tells that members came: by themselves (Apply), or Invited.
var GroupAfterNewMemberJoin = after[GroupAfterNewMemberJoinBody]("Group.CallbackAfterNewMemberJoin")

// GroupAfterNewMemberJoinBody is the body of Group.CallbackAfterNewMemberJoin.
type GroupAfterNewMemberJoinBody struct {
	Head
	GroupID       string   `json:"GroupId"`
	Type          string   `json:"Type"`
	JoinType      string   `json:"JoinType"`
	Operator      string   `json:"Operator_Account"`
	NewMemberList []Member `json:"NewMemberList"`
}
