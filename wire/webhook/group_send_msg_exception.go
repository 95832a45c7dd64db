package webhook

import "github.com/teahouse-chat/teahouse/wire"

// GroupSendMsgException tells that a message could not be sent into a group.
var GroupSendMsgException = after[GroupSendMsgExceptionBody]("Group.CallbackSendMsgException")

// GroupSendMsgExceptionBody is the body of Group.CallbackSendMsgException.
type GroupSendMsgExceptionBody struct {
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
	ErrorCode       int            `json:"ErrorCode"`
	ErrorInfo       string         `json:"ErrorInfo"`
}
