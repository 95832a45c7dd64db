package webhook

import "github.com/teahouse-chat/teahouse/wire"

// BotOnC2CMessage tells a robot of a message to it. What a robot says is told to no robot, so two of them cannot
// talk for ever.
var BotOnC2CMessage = after[BotOnC2CMessageBody]("Bot.OnC2CMessage")

// BotOnC2CMessageBody is the body of Bot.OnC2CMessage.
type BotOnC2CMessageBody struct {
	Head
	From            string         `json:"From_Account"`
	To              string         `json:"To_Account"`
	MsgSeq          uint64         `json:"MsgSeq"`
	Random          uint32         `json:"MsgRandom"`
	MsgTime         uint32         `json:"MsgTime"` // seconds
	MsgKey          string         `json:"MsgKey"`
	MsgId           string         `json:"MsgId,omitempty"` // as clients compute it
	OnlineOnlyFlag  int            `json:"OnlineOnlyFlag"`  // 1: not stored
	MsgBody         []wire.Element `json:"MsgBody"`
	CloudCustomData string         `json:"CloudCustomData"`
	SendMsgResult   int            `json:"SendMsgResult"` // always 0
	ErrorInfo       string         `json:"ErrorInfo"`
	UnreadMsgNum    int64          `json:"UnreadMsgNum"` // -1: a robot reads everything
}
