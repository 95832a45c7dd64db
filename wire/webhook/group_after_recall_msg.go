package webhook

// GroupAfterRecallMsg tells that messages of a group were recalled.
var GroupAfterRecallMsg = after[GroupAfterRecallMsgBody]("Group.CallbackAfterRecallMsg")

// GroupAfterRecallMsgBody is the body of Group.CallbackAfterRecallMsg.
type GroupAfterRecallMsgBody struct {
	Head
	Operator   string   `json:"Operator_Account"`
	Type       string   `json:"Type"`
	GroupID    string   `json:"GroupId"`
	TopicID    string   `json:"TopicId,omitempty"`
	MsgSeqList []MsgSeq `json:"MsgSeqList"`
}

// MsgSeq names a message of a group.
type MsgSeq struct {
	MsgSeq uint64 `json:"MsgSeq"`
}
