package group

import (
	"encoding/json"

	"github.com/teahouse-chat/teahouse/wire"
)

// GetTopic shows topics of a community, and what an account has in them: over REST
// any account, for a client its own.
var GetTopic = wire.Define[GetTopicRequest, GetTopicResponse]("million_group_open_http_svc.get_topic", "group_open_http_svc.get_topic")

// GetTopicRequest names topics, at most 500; none are all of the community.
type GetTopicRequest struct {
	GroupID     string   `json:"GroupId"`
	From        string   `json:"From_Account,omitempty"`
	TopicIDList []string `json:"TopicIdList,omitempty"`
	// ResponseFilter names the fields of TopicInfo that are wanted; none are all.
	ResponseFilter   []string `json:"ResponseFilter,omitempty"`
	MemberInfoFilter []string `json:"MemberInfoFilter,omitempty"` // of clients
}

// GetTopicResponse has one entry for each topic.
type GetTopicResponse struct {
	Topics []TopicAndSelf `json:"TopicAndSelfInfo"`
}

// TopicAndSelf is a topic, and what an account has in it. With an ErrorCode only
// the topic's name is right.
type TopicAndSelf struct {
	ErrorCode int       `json:"ErrorCode"`
	ErrorInfo string    `json:"ErrorInfo"`
	TopicInfo TopicInfo `json:"TopicInfo"`
	SelfInfo  TopicSelf `json:"SelfInfo"`
}

// TopicInfo is a topic as it is shown. What a request did not ask for is left out
// when it is encoded (see Only).
type TopicInfo struct {
	GroupID           string     `json:"GroupID"` // with this spelling
	TopicID           string     `json:"TopicId"`
	TopicName         string     `json:"TopicName"`
	FaceURL           string     `json:"FaceUrl"`
	Notification      string     `json:"Notification"`
	Introduction      string     `json:"Introduction"`
	CustomString      string     `json:"CustomString"`
	NextMsgSeq        uint64     `json:"NextMsgSeq"` // the number of the next message
	CreateTime        int64      `json:"CreateTime"` // seconds
	LastMsgTime       uint32     `json:"LastMsgTime"`
	MuteAllMember     string     `json:"MuteAllMember"` // On or Off
	ShutUpAllFlag     int        `json:"ShutUpAllFlag"` // of clients: 1 or 0
	DefaultPermission int64      `json:"DefaultPermission"`
	AtInfoList        []AtInfo   `json:"AtInfoList"`        // of clients: mentions that are not read
	LastMsg           *LastOfAll `json:"LastMsg,omitempty"` // of clients

	only map[string]bool
}

// TopicFields are the fields of a TopicInfo that requests over REST may ask for.
var TopicFields = []string{"TopicName", "FaceUrl", "Notification", "Introduction", "CustomString", "NextMsgSeq",
	"CreateTime", "LastMsgTime", "MuteAllMember", "DefaultPermission"}

// Only makes the encoding show the names of community and topic, and the named
// fields.
func (t *TopicInfo) Only(fields ...string) {
	t.only = set("GroupID", fields)
	t.only["TopicId"] = true
}

// MarshalJSON shows the fields that Only left.
func (t TopicInfo) MarshalJSON() ([]byte, error) {
	type plain TopicInfo
	return pick(plain(t), t.only)
}

// LastOfAll is the newest message of a topic.
type LastOfAll struct {
	MsgTimeStamp       uint32          `json:"MsgTimeStamp"`
	LastMsgSeq         uint64          `json:"LastMsgSeq"`
	From               string          `json:"From_Account"`
	FromAccountNick    string          `json:"From_AccountNick"`
	FromAccountHeadurl string          `json:"From_AccountHeadurl"`
	MsgBody            json.RawMessage `json:"MsgBody"`
	CloudCustomData    string          `json:"CloudCustomData"`
	MsgVersion         uint32          `json:"MsgVersion"`
	IsPlaceMsg         int             `json:"IsPlaceMsg,omitempty"` // 2: recalled
	RevokerInfo        *Revoker        `json:"RevokerInfo,omitempty"`
}

// TopicSelf is what an account has in a topic. It has not read
// NextMsgSeq - 1 - MsgSeq messages, less those of NoUnreadSeqList.
type TopicSelf struct {
	MsgSeq          uint64   `json:"MsgSeq"` // has read up to this message
	MsgFlag         string   `json:"MsgFlag"`
	MuteTime        int64    `json:"MuteTime"`   // seconds that it may not speak yet
	ShutUpTime      int64    `json:"ShutUpTime"` // the older name
	NoUnreadSeqList []uint64 `json:"NoUnreadSeqList"`
}

// Validate checks the form.
func (r *GetTopicRequest) Validate() error {
	if len(r.TopicIDList) > MaxTopicsAsked {
		return ErrBadParameter.With("TopicIdList holds at most %d", MaxTopicsAsked)
	}
	return CheckID(r.GroupID)
}
