package webhook

import "github.com/teahouse-chat/teahouse/wire"

// GroupBeforeSendMsg asks before a message is sent into a group by a client or by send_group_msg. The answer may
// refuse it, drop it silently, or replace MsgBody and CloudCustomData.
var GroupBeforeSendMsg = before[GroupBeforeSendMsgBody, MessageAnswer]("Group.CallbackBeforeSendMsg")

// GroupBeforeSendMsgBody is the body of Group.CallbackBeforeSendMsg.
type GroupBeforeSendMsgBody struct {
	Head
	GroupID         string         `json:"GroupId"`
	Type            string         `json:"Type"`
	TopicID         string         `json:"TopicId,omitempty"`
	From            string         `json:"From_Account"`
	Operator        string         `json:"Operator_Account"` // who made the call
	Random          uint32         `json:"Random"`
	OnlineOnlyFlag  int            `json:"OnlineOnlyFlag"` // 1: for those online; always 0 in live rooms
	MsgBody         []wire.Element `json:"MsgBody"`
	CloudCustomData string         `json:"CloudCustomData"`
	GroupAtInfo     []At           `json:"GroupAtInfo,omitempty"`
}

// At mentions a member, or all.
type At struct {
	All     int    `json:"GroupAtAllFlag"`
	Account string `json:"GroupAt_Account,omitempty"`
}
