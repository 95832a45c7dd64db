package webhook

import "github.com/teahouse-chat/teahouse/wire"

// BotOnGroupMessage tells robots that they are mentioned in a group, by name and not among all. What a robot says is
// told to no robot.
var BotOnGroupMessage = after[BotOnGroupMessageBody]("Bot.OnGroupMessage")

// BotOnGroupMessageBody is the body of Bot.OnGroupMessage.
type BotOnGroupMessageBody struct {
	Head
	GroupID         string         `json:"GroupId"`
	Type            string         `json:"Type"`
	TopicID         string         `json:"TopicId,omitempty"`
	From            string         `json:"From_Account"`
	Operator        string         `json:"Operator_Account"` // who made the call
	Random          uint32         `json:"Random"`
	MsgSeq          uint64         `json:"MsgSeq"`
	MsgTime         uint32         `json:"MsgTime"` // seconds
	OnlineOnlyFlag  int            `json:"OnlineOnlyFlag"`
	MsgBody         []wire.Element `json:"MsgBody"`
	AtRobots        []string       `json:"AtRobots_Account"` // those that are mentioned
	CloudCustomData string         `json:"CloudCustomData"`
}
