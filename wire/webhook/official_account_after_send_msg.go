package webhook

import "github.com/teahouse-chat/teahouse/wire"

// OfficialAfterSendMsg tells that a message was sent to all subscribers, once.
var OfficialAfterSendMsg = after[OfficialAfterSendMsgBody]("OfficialAccount.CallbackAfterSendMsg")

// OfficialAfterSendMsgBody is the body of OfficialAccount.CallbackAfterSendMsg.
type OfficialAfterSendMsgBody struct {
	Head
	Official        string         `json:"Official_Account"`
	OnlineOnlyFlag  int            `json:"OnlineOnlyFlag"` // 1: for those online
	MsgKey          string         `json:"MsgKey"`
	MsgTime         uint32         `json:"MsgTime"`
	MsgBody         []wire.Element `json:"MsgBody"`
	CloudCustomData string         `json:"CloudCustomData"`
}
