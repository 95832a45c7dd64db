package webhook

import "github.com/teahouse-chat/teahouse/wire"

// GroupAfterSendMsg tells that a message was sent into a group: not one that was refused, dropped, or over a live
// room's limit.
var GroupAfterSendMsg = after[GroupAfterSendMsgBody]("Group.CallbackAfterSendMsg")

// GroupAfterSendMsgBody is the body of Group.CallbackAfterSendMsg.
type GroupAfterSendMsgBody struct {
	Head
	GroupID         string         `json:"GroupId"`
	Type            string         `json:"Type"`
	TopicID         string         `json:"TopicId,omitempty"`
	From            string         `json:"From_Account"`
	Operator        string         `json:"Operator_Account"` // who made the call
	Random          uint32         `json:"Random"`
	MsgSeq          uint64         `json:"MsgSeq"`
	MsgTime         uint32         `json:"MsgTime"` // seconds
	MsgId           string         `json:"MsgId,omitempty"`
	OnlineOnlyFlag  int            `json:"OnlineOnlyFlag"`
	MsgBody         []wire.Element `json:"MsgBody"`
	CloudCustomData string         `json:"CloudCustomData"`
	GroupAtInfo     []At           `json:"GroupAtInfo,omitempty"`
}
