package recent

import (
	"encoding/json"

	"github.com/teahouse-chat/teahouse/wire"
	"github.com/teahouse-chat/teahouse/wire/notice"
)

// PageGet pages through a client's list of conversations with all that it shows:
// last messages, unread counts of groups, marks.
var PageGet = wire.DefineClient[PageGetRequest, PageGetResponse]("recentcontact.page_get")

// PageGetRequest carries the paging state: 0 at first, then as it was returned.
type PageGetRequest struct {
	From           string `json:"From_Account"`
	TimeStamp      int64  `json:"TimeStamp"`
	StartIndex     int    `json:"StartIndex"`
	TopTimeStamp   int64  `json:"TopTimeStamp"`
	TopStartIndex  int    `json:"TopStartIndex"`
	OrderType      int    `json:"OrderType"`
	MsgAssistFlags int    `json:"MsgAssistFlags"`
	AssistFlags    int    `json:"AssistFlags"`
}

// PageGetResponse is a page, pinned conversations first, then by the time of the
// last message, newest first.
type PageGetResponse struct {
	SessionItem   []SessionItem `json:"SessionItem"`
	CompleteFlag  int           `json:"CompleteFlag"` // 1: the last page
	TimeStamp     int64         `json:"TimeStamp"`
	StartIndex    int           `json:"StartIndex"`
	TopTimeStamp  int64         `json:"TopTimeStamp"`
	TopStartIndex int           `json:"TopStartIndex"`
	GroupItem     []GroupItem   `json:"GroupItem"`
}

// SessionItem is a conversation. Fields whose names begin with C2c are of
// one-to-one conversations; those with Group in their names, of groups.
type SessionItem struct {
	Type int `json:"Type"`

	To           string `json:"To_Account,omitempty"`
	LastFrom     string `json:"LastC2CMsgFrom_Account,omitempty"`
	C2cNick      string `json:"C2cNick,omitempty"`
	C2cImage     string `json:"C2cImage,omitempty"`
	C2cRemark    string `json:"C2cRemark,omitempty"`
	PeerReadTime uint32 `json:"C2cPeerReadTime"` // seconds

	GroupId         string `json:"ToAccount,omitempty"`
	GroupNick       string `json:"GroupNick,omitempty"`
	GroupImage      string `json:"GroupImage,omitempty"`
	GroupType       string `json:"GroupType,omitempty"`
	GroupNextMsgSeq uint64 `json:"GroupNextMsgSeq,omitempty"`
	UnreadMsgCount  uint64 `json:"UnreadMsgCount"`                       // of a group, those that do not count included
	UnreadIgnored   uint64 `json:"GroupIgnoredUnreadSeqCount,omitempty"` // of them, those that do not count
	GroupReadedSeq  uint64 `json:"MsgGroupReadedSeq,omitempty"`
	GroupFrom       string `json:"MsgGroupFrom_Account,omitempty"`
	GroupFromNick   string `json:"MsgGroupFromNickName,omitempty"`
	GroupFromCard   string `json:"MsgGroupFromCardName,omitempty"`

	MsgTimeStamp   uint32   `json:"MsgTimeStamp"` // of the last message, seconds; 0: none
	MsgSeq         uint64   `json:"MsgSeq"`
	LastMsg        *LastMsg `json:"LastMsg,omitempty"`
	LastMsgFlags   int      `json:"LastMsgFlags"`
	TopFlags       int      `json:"TopFlags"` // 1: pinned
	StandardMark   string   `json:"StandardMark"`
	CustomMark     string   `json:"CustomMark"`
	ContactGroupId []uint64 `json:"ContactGroupId"`
	MsgRecvOption  int      `json:"MsgRecvOption"`
}

// LastMsgFlags of a recalled message.
const (
	LastRecalledC2C   = notice.RecalledC2C
	LastRecalledGroup = 2
)

// LastMsg is what the list shows of a last message: a message, or a tip of a
// group (Event 4).
type LastMsg struct {
	MsgBody         []wire.Element      `json:"MsgBody,omitempty"`
	CloudCustomData string              `json:"CloudCustomData,omitempty"`
	Revoker         *notice.RevokerInfo `json:"RevokerInfo,omitempty"`
	Event           int                 `json:"Event,omitempty"`
	GroupTips       *LastTip            `json:"GroupTips,omitempty"`
}

// LastTip is a tip as the list shows it.
type LastTip struct {
	From          string          `json:"From_Account"`
	ToGroupId     string          `json:"ToGroupId"`
	GroupId       string          `json:"GroupId"`
	MsgSeq        uint64          `json:"MsgSeq"`
	MsgRandom     uint32          `json:"MsgRandom"`
	MsgTimeStamp  uint32          `json:"MsgTimeStamp"`
	MsgClientTime uint32          `json:"MsgClientTime"`
	TinyId        string          `json:"TinyId"`
	GroupInfo     LastTipGroup    `json:"GroupInfo"`
	MsgBody       json.RawMessage `json:"MsgBody"` // an object
}

// LastTipGroup is the group of a tip.
type LastTipGroup struct {
	GroupId   string `json:"GroupId"`
	GroupName string `json:"GroupName"`
	GroupType string `json:"GroupType"`
}
