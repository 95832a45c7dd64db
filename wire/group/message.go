package group

import "encoding/json"

// Message is a group message or tip as clients get it, in pushes and in history.
type Message struct {
	// Event is 3 for a message and 4 for a tip, where a list holds both.
	Event         int    `json:"Event,omitempty"`
	From          string `json:"From_Account"`
	ToGroupID     string `json:"ToGroupId"`
	GroupID       string `json:"GroupId"`
	ToTopicID     string `json:"ToTopicId,omitempty"`
	MsgSeq        uint64 `json:"MsgSeq"`
	MsgRandom     uint32 `json:"MsgRandom"`
	ClientSeq     uint64 `json:"ClientSeq,omitempty"`
	MsgTimeStamp  uint32 `json:"MsgTimeStamp"`  // seconds
	MsgClientTime uint32 `json:"MsgClientTime"` // as the sender had it; part of the message's id
	TinyID        string `json:"TinyId"`        // of the sender; part of the message's id
	MsgPriority   int    `json:"MsgPriority,omitempty"`
	// MsgBody is an array of elements, or the object of a tip (Tip).
	MsgBody                 json.RawMessage `json:"MsgBody"`
	CloudCustomData         string          `json:"CloudCustomData"`
	NeedReadReceipt         int             `json:"NeedReadReceipt"`
	SupportMessageExtension int             `json:"SupportMessageExtension"`
	OnlineOnlyFlag          int             `json:"OnlineOnlyFlag"`
	IsRelayMsg              int             `json:"IsRelayMsg,omitempty"`
	GroupAtInfo             json.RawMessage `json:"GroupAtInfo,omitempty"`
	SendMsgControl          *Control        `json:"SendMsgControl,omitempty"`
	MsgVersion              uint32          `json:"MsgVersion,omitempty"`
	CheckResult             int             `json:"MsgCheckResult,omitempty"` // wire.Risk: has words that are marked
	IsPlaceMsg              int             `json:"IsPlaceMsg,omitempty"`     // 2: recalled
	RevokerInfo             *Revoker        `json:"RevokerInfo,omitempty"`
	GroupInfo               *About          `json:"GroupInfo"`
}

// Control is what a message does not do, as pushes have it.
type Control struct {
	NoUnread  int `json:"NoUnread,omitempty"`
	NoLastMsg int `json:"NoLastMsg,omitempty"`
}

// Revoker says who recalled a message.
type Revoker struct {
	Account string `json:"Revoker_Account"`
	Reason  string `json:"Reason"`
}

// About is GroupInfo of a message: of which group it is, and its sender.
type About struct {
	GroupID             string       `json:"GroupId"`
	GroupName           string       `json:"GroupName"`
	GroupType           string       `json:"GroupType"`
	TopicID             string       `json:"TopicId,omitempty"`
	MillionGroupFlag    int          `json:"MillionGroupFlag,omitempty"` // MillionPlain or MillionTopics
	FromAccountNick     string       `json:"From_AccountNick"`
	FromAccountHeadurl  string       `json:"From_AccountHeadurl"`
	MsgFromAccountExtra *SenderExtra `json:"MsgFrom_AccountExtraInfo,omitempty"`
	To                  string       `json:"To_Account,omitempty"`   // of system notices
	From                string       `json:"From_Account,omitempty"` // of system notices
}

// Values of MillionGroupFlag: a community without topics, and one with topics.
const (
	MillionPlain  = 1
	MillionTopics = 2
)

// SenderExtra is the sender as a member: Role is 400 (owner), 300 or 200.
type SenderExtra struct {
	NameCard string `json:"NameCard"`
	Role     int    `json:"Role,omitempty"`
}

// Kinds of tips (OpType).
const (
	TipJoined     = 1
	TipQuit       = 2
	TipKicked     = 3
	TipMadeAdmin  = 4
	TipLostAdmin  = 5
	TipProfile    = 6
	TipMemberMute = 7
	TipTopic      = 8  // the profile of a topic changed
	TipBanned     = 10 // of live groups
	TipUnbanned   = 11
	TipPinned     = 16
	TipUnpinned   = 17
)

// Values of GroupJoinType.
const (
	JoinApplied = 1
	JoinInvited = 2
)

// Tip is the body of a tip: what happened in a group, as all members see it.
type Tip struct {
	OpType          int           `json:"OpType"`
	Operator        string        `json:"Operator_Account"`
	Accounts        []string      `json:"List_Account,omitempty"`
	MemberNum       int           `json:"MemberNum,omitempty"` // after the change
	GroupJoinType   int           `json:"GroupJoinType,omitempty"`
	OperatorInfo    *Person       `json:"MsgOperatorMemberExtraInfo,omitempty"`
	AccountInfos    []Person      `json:"MsgMemberExtraInfo,omitempty"`
	NewInfo         *NewInfo      `json:"MsgGroupNewInfo,omitempty"`
	NewTopic        *NewTopic     `json:"MsgTopicNewInfo,omitempty"` // of TipTopic
	MemberInfo      []MemberInfo  `json:"MsgMemberInfo,omitempty"`
	MemberExtraInfo *KickInfo     `json:"MemberExtraInfo,omitempty"`
	OnlineInfo      *OnlineInfo   `json:"OnlineMemberInfo,omitempty"`
	PinnedMsg       *Message      `json:"PinnedMsg,omitempty"`         // of TipPinned
	Unpinned        *MessageID    `json:"SdkGroupMessageId,omitempty"` // of TipUnpinned
	Counters        []CounterInfo `json:"GroupCounterInfo,omitempty"`
}

// MessageID is what clients make a message's id from, and its number.
type MessageID struct {
	SenderTinyID string `json:"SenderTinyId"`
	ClientTime   uint32 `json:"ClientTime"`
	Random       uint32 `json:"Random"`
	ServerTime   uint32 `json:"ServerTime"`
	MsgSeq       uint64 `json:"MsgSeq"`
}

// Person is an account with its card.
type Person struct {
	UserID   string `json:"UserId"`
	NickName string `json:"NickName"`
	ImageURL string `json:"ImageUrl"`
}

// NewInfo holds the fields of a group's profile that changed.
type NewInfo struct {
	GroupName             string           `json:"GroupName,omitempty"`
	GroupIntroduction     *string          `json:"GroupIntroduction,omitempty"`
	GroupNotification     *string          `json:"GroupNotification,omitempty"`
	GroupFaceURL          *string          `json:"GroupFaceUrl,omitempty"`
	GroupApplyJoinOption  string           `json:"GroupApplyJoinOption,omitempty"`
	GroupInviteJoinOption string           `json:"GroupInviteJoinOption,omitempty"`
	Owner                 string           `json:"Owner_Account,omitempty"`
	ShutupAll             *int             `json:"ShutupAll,omitempty"`
	MsgAppDefinedData     []Field          `json:"MsgAppDefinedData,omitempty"`
	Attributes            *GroupAttrOption `json:"GroupAttrOption,omitempty"`
}

// NewTopic holds the fields of a topic's profile that changed.
type NewTopic struct {
	TopicName         string  `json:"TopicName,omitempty"`
	TopicIntroduction *string `json:"TopicIntroduction,omitempty"`
	TopicNotification *string `json:"TopicNotification,omitempty"`
	TopicFaceURL      *string `json:"TopicFaceUrl,omitempty"`
	CustomString      *string `json:"CustomString,omitempty"`
	ShutupAll         *int    `json:"ShutupAll,omitempty"` // 1 or 0
}

// MemberInfo is a member's mute in seconds, 0 when it ended.
type MemberInfo struct {
	Account    string `json:"User_Account"`
	ShutupTime uint32 `json:"ShutupTime"`
}

// KickInfo says why members were removed.
type KickInfo struct {
	Reason string `json:"Reason"`
}

// OnlineInfo is how many are in a live group, and for how many seconds a client
// may believe it.
type OnlineInfo struct {
	OnlineMemberNum int `json:"OnlineMemberNum"`
	ExpireTime      int `json:"ExpireTime"`
}
