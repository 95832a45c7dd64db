package webhook

import "github.com/teahouse-chat/teahouse/wire"

// GroupAfterModifyMsg tells that a message of a group was changed.
var GroupAfterModifyMsg = after[GroupAfterModifyMsgBody]("Group.CallbackAfterModifyMsg")

// GroupAfterModifyMsgBody is the body of Group.CallbackAfterModifyMsg.
type GroupAfterModifyMsgBody struct {
	Head
	Operator        string         `json:"Operator_Account"`
	GroupID         string         `json:"GroupId"`
	TopicID         string         `json:"TopicId,omitempty"`
	MsgSeq          uint64         `json:"MsgSeq"`
	MsgBody         []wire.Element `json:"MsgBody"`
	CloudCustomData string         `json:"CloudCustomData"`
}
