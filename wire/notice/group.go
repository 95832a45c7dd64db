package notice

import (
	"encoding/json"

	"github.com/teahouse-chat/teahouse/wire/group"
)

// Numbers of events that concern groups.
const (
	GroupMessages = 3  // GroupMsgArray
	GroupTips     = 4  // tips that are part of the history
	GroupSystem   = 5  // system notices, recalls, read marks
	GroupAside    = 6  // tips outside the history
	GroupMentions = 12 // @ reminders
	GroupModified = 19 // GroupMsgModNotifys
	GroupNewest   = 26 // NewMsg: the newest message of a topic
)

// GroupMessageEvent carries group messages.
type GroupMessageEvent struct {
	Event         int             `json:"Event"`
	GroupMsgArray []group.Message `json:"GroupMsgArray"`
}

// NewGroupMessages returns the event with messages.
func NewGroupMessages(m ...group.Message) GroupMessageEvent {
	return GroupMessageEvent{GroupMessages, m}
}

// NewestEvent tells which is the newest message of a topic. Clients show it and count
// what is unread, and do not report it as received.
type NewestEvent struct {
	Event  int           `json:"Event"`
	NewMsg group.Message `json:"NewMsg"`
	// NoUnreadSeqList has the newest numbers that count for nobody as unread; a client
	// takes it in place of what it knew. Absent: nothing new of that kind.
	NoUnreadSeqList []uint64 `json:"NoUnreadSeqList,omitempty"`
}

// GroupTipEvent carries tips of a group: GroupTips or GroupAside.
type GroupTipEvent struct {
	Event     int             `json:"Event"`
	GroupTips []group.Message `json:"GroupTips"`
}

// GroupSystemEvent carries notices to single accounts about groups, and what
// clients take as such.
type GroupSystemEvent struct {
	Event     int                 `json:"Event"`
	GroupTips []GroupSystemNotice `json:"GroupTips"`
}

// GroupSystemNotice is one of them. (MsgSeq, MsgRandom) is unique per receiver.
type GroupSystemNotice struct {
	From          string           `json:"From_Account"`
	To            string           `json:"To_Account,omitempty"`
	ToGroupID     string           `json:"ToGroupId,omitempty"`
	MsgSeq        uint64           `json:"MsgSeq"`
	ClientSeq     uint64           `json:"ClientSeq"`
	MsgRandom     uint32           `json:"MsgRandom"`
	MsgTimeStamp  uint32           `json:"MsgTimeStamp"`
	MsgClientTime uint32           `json:"MsgClientTime"`
	TinyID        string           `json:"TinyId,omitempty"`
	GroupInfo     *group.About     `json:"GroupInfo,omitempty"`
	MsgBody       *GroupSystemBody `json:"MsgBody,omitempty"`
	RevokerInfo   *group.Revoker   `json:"RevokerInfo,omitempty"`
	GroupAtTips   *GroupAtTips     `json:"GroupAtTips,omitempty"` // of GroupMentions
}

// Kinds of system notices (ReportType).
const (
	ReportApplied   = 1
	ReportAccepted  = 2
	ReportRejected  = 3
	ReportKicked    = 4
	ReportDismissed = 5
	ReportCreated   = 6
	ReportInvited   = 7
	ReportQuit      = 8
	ReportMadeAdmin = 9
	ReportLostAdmin = 10
	ReportAsked     = 12 // invited, and may say no
	ReportAgreed    = 13 // the invited said yes
	ReportRefused   = 14 // the invited said no
	ReportRead      = 15
	ReportTopicMade = 17
	ReportTopicGone = 18
	ReportMsgFlag   = 20
	ReportBanned    = 21 // from a live group
	ReportCustom    = 255
)

// GroupSystemBody is the body of a system notice; ReportType 0 is none, and one
// of the arrays says what it is instead.
type GroupSystemBody struct {
	ReportType   int           `json:"ReportType,omitempty"`
	Operator     string        `json:"Operator_Account,omitempty"`
	RemarkInfo   string        `json:"RemarkInfo,omitempty"`
	MsgFlag      string        `json:"MsgFlag,omitempty"`
	OperatorInfo *group.Person `json:"MsgMemberExtraInfo,omitempty"`
	// Authentication and MsgKey name an application or invitation in its answer.
	Authentication   string   `json:"Authentication,omitempty"`
	MsgKey           uint64   `json:"MsgKey,omitempty"`
	UserDefinedField string   `json:"UserDefinedField,omitempty"`
	Invited          []string `json:"MemberList_Account,omitempty"` // of an invitation
	Topics           []string `json:"TopicIdArray,omitempty"`       // of ReportTopicGone
	BanDuration      uint32   `json:"BanDuration,omitempty"`        // seconds
	BanDescription   string   `json:"BanDescription,omitempty"`

	Recalled []GroupRecall   `json:"GroupWithdrawInfoArray,omitempty"`
	Read     []GroupReadMark `json:"GroupReadInfoArray,omitempty"`
	Receipts []GroupReceipt  `json:"GroupMsgReceiptList,omitempty"`
}

// GroupRecall names a recalled message.
type GroupRecall struct {
	GroupID       string        `json:"GroupId"`
	TopicID       string        `json:"TopicId"`
	MsgSeq        uint64        `json:"MsgSeq"`
	MsgRandom     uint32        `json:"MsgRandom"`
	MsgTime       uint32        `json:"MsgTime"`
	TinyID        string        `json:"TinyId"`
	MsgClientTime uint32        `json:"MsgClientTime"`
	RevokerInfo   group.Revoker `json:"RevokerInfo"`
}

// GroupReceipt says how many have read a message.
type GroupReceipt struct {
	TinyID        string `json:"TinyId"`
	MsgClientTime uint32 `json:"MsgClientTime"`
	MsgRandom     uint32 `json:"MsgRandom"`
	MsgSeq        uint64 `json:"MsgSeq"`
	ReadNum       int    `json:"ReadNum"`
	UnreadNum     int    `json:"UnreadNum"`
}

// GroupReadMark says how far another device of the account has read.
type GroupReadMark struct {
	GroupID        string `json:"GroupId"`
	TopicID        string `json:"TopicId,omitempty"`
	LastReadMsgSeq uint64 `json:"LastReadMsgSeq"`
}

// GroupAtTips reminds of a mention.
type GroupAtTips struct {
	GroupID    string `json:"GroupId"`
	TopicID    string `json:"TopicId,omitempty"`
	From       string `json:"From_Account"`
	MsgSeq     uint64 `json:"MsgSeq"`
	AtFlagList []int  `json:"AtFlagList"` // 1: this account, 2: all
}

// GroupModifiedEvent carries messages that were changed.
type GroupModifiedEvent struct {
	Event    int           `json:"Event"`
	Modified []GroupChange `json:"GroupMsgModNotifys"`
}

// GroupChange is a changed message.
type GroupChange struct {
	GroupID         string          `json:"GroupId"`
	TopicID         string          `json:"TopicId"`
	From            string          `json:"From_Account"`
	MsgSeq          uint64          `json:"MsgSeq"`
	MsgRandom       uint32          `json:"MsgRandom"`
	MsgTime         uint32          `json:"MsgTime"`
	MsgVersion      uint32          `json:"MsgVersion"`
	CloudCustomData string          `json:"CloudCustomData"`
	MsgBody         json.RawMessage `json:"MsgBody"`
	CheckResult     int             `json:"MsgCheckResult,omitempty"` // wire.Risk: has words that are marked
}
