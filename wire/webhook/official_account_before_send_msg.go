package webhook

import "github.com/teahouse-chat/teahouse/wire"

// OfficialBeforeSendMsg asks before a message is sent to all subscribers. The answer may
// refuse it, drop it silently, or replace MsgBody and CloudCustomData.
var OfficialBeforeSendMsg = before[OfficialBeforeSendMsgBody, MessageAnswer]("OfficialAccount.CallbackBeforeSendMsg")

// OfficialBeforeSendMsgBody is the body of OfficialAccount.CallbackBeforeSendMsg.
type OfficialBeforeSendMsgBody struct {
	Head
	Official        string         `json:"Official_Account"`
	OnlineOnlyFlag  int            `json:"OnlineOnlyFlag"` // 1: for those online
	MsgBody         []wire.Element `json:"MsgBody"`
	CloudCustomData string         `json:"CloudCustomData"`
}
