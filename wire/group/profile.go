package group

import "encoding/json"

// Profile is a group as it is shown. What a request did not ask for is left out
// when it is encoded (see Only); decoded, it is zero.
type Profile struct {
	GroupID string `json:"GroupId"`
	// ErrorCode says why this group is not shown; then nothing else follows.
	ErrorCode int    `json:"ErrorCode"`
	ErrorInfo string `json:"ErrorInfo"`

	Type         string `json:"Type"`
	Name         string `json:"Name"`
	AppID        uint32 `json:"Appid"`
	Introduction string `json:"Introduction"`
	Notification string `json:"Notification"`
	FaceURL      string `json:"FaceUrl"`
	Owner        string `json:"Owner_Account"`
	CreateTime   int64  `json:"CreateTime"`   // seconds
	InfoSeq      int64  `json:"InfoSeq"`      // grows with each change of the profile
	LastInfoTime int64  `json:"LastInfoTime"` // seconds
	LastMsgTime  int64  `json:"LastMsgTime"`  // seconds, 0: no message yet
	NextMsgSeq   uint64 `json:"NextMsgSeq"`   // the number of the next message
	MemberNum    int    `json:"MemberNum"`
	MaxMemberNum int    `json:"MaxMemberNum"`

	ApplyJoinOption      string `json:"ApplyJoinOption"`
	InviteJoinOption     string `json:"InviteJoinOption"`
	MuteAllMember        string `json:"MuteAllMember"`
	ShutUpAllMember      string `json:"ShutUpAllMember"` // the older name
	HistoryMsgBeforeJoin string `json:"HistoryMsgBeforeJoin"`
	SupportTopic         int    `json:"SupportTopic"`
	EnablePermission     int    `json:"EnablePermission"`
	DefaultPermission    int64  `json:"DefaultPermission"`
	LastRecallTime       int64  `json:"LastRecallTime"` // microseconds, 0: none

	AppDefinedData []Field  `json:"AppDefinedData"`
	SelfInfo       *Member  `json:"SelfInfo"`
	MemberList     []Member `json:"MemberList"`
	AtInfoList     []AtInfo `json:"AtInfoList"`

	only map[string]bool
}

// AtInfo is a mention that its account has not read.
type AtInfo struct {
	From       string `json:"From_Account"`
	AtMsgSeq   uint64 `json:"AtMsgSeq"`
	AtFlagList []int  `json:"AtFlagList"` // 1: this account, 2: all
}

// BaseFields are the fields of a Profile that requests may ask for one by one.
var BaseFields = []string{"Type", "Name", "Appid", "Introduction", "Notification", "FaceUrl", "Owner_Account",
	"CreateTime", "InfoSeq", "LastInfoTime", "LastMsgTime", "NextMsgSeq", "MemberNum", "MaxMemberNum",
	"ApplyJoinOption", "InviteJoinOption", "MuteAllMember", "HistoryMsgBeforeJoin", "SupportTopic",
	"EnablePermission", "DefaultPermission", "LastRecallTime"}

// Only makes the encoding of p show GroupId and the named fields.
func (p *Profile) Only(fields ...string) { p.only = set("GroupId", fields) }

// MarshalJSON shows the fields that Only left, or those of an error.
func (p Profile) MarshalJSON() ([]byte, error) {
	type plain Profile
	only := p.only
	if p.ErrorCode != 0 {
		only = set("GroupId", []string{"ErrorCode", "ErrorInfo"})
	}
	return pick(plain(p), only)
}

// Member is a member as it is shown. What a request did not ask for is left out
// when it is encoded (see Only); decoded, it is zero.
type Member struct {
	Account         string  `json:"Member_Account"`
	Role            string  `json:"Role"`
	JoinTime        int64   `json:"JoinTime"` // seconds
	MsgSeq          uint64  `json:"MsgSeq"`   // has read up to this message
	MsgFlag         string  `json:"MsgFlag"`
	LastSendMsgTime int64   `json:"LastSendMsgTime"` // seconds, 0: never
	MuteUntil       int64   `json:"MuteUntil"`       // seconds, 0: not muted
	ShutUpUntil     int64   `json:"ShutUpUntil"`     // the older name
	NameCard        string  `json:"NameCard"`
	OnlineStatus    string  `json:"OnlineStatus"` // Online or Offline
	Fields          []Field `json:"AppMemberDefinedData"`

	only map[string]bool
}

// MemberFields are the fields of a Member that requests may ask for one by one.
var MemberFields = []string{"Role", "JoinTime", "MsgSeq", "MsgFlag", "LastSendMsgTime", "MuteUntil", "NameCard"}

// Only makes the encoding of m show the named fields only.
func (m *Member) Only(fields ...string) { m.only = set("", fields) }

// MarshalJSON shows the fields that Only left.
func (m Member) MarshalJSON() ([]byte, error) {
	type plain Member
	return pick(plain(m), m.only)
}

func set(one string, more []string) map[string]bool {
	all := map[string]bool{}
	if one != "" {
		all[one] = true
	}
	for _, name := range more {
		all[name] = true
	}
	return all
}

// pick encodes v with the named fields alone; nil is all of them.
func pick(v any, only map[string]bool) ([]byte, error) {
	raw, err := json.Marshal(v)
	if err != nil || only == nil {
		return raw, err
	}
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(raw, &fields); err != nil {
		return nil, err
	}
	for name := range fields {
		if !only[name] {
			delete(fields, name)
		}
	}
	return json.Marshal(fields)
}

// Filter is ResponseFilter: what of groups and members an answer shows.
type Filter struct {
	GroupBaseInfoFilter             []string `json:"GroupBaseInfoFilter,omitempty"`
	GroupBasePublicInfoFilter       []string `json:"GroupBasePublicInfoFilter,omitempty"`
	MemberInfoFilter                []string `json:"MemberInfoFilter,omitempty"`
	SelfInfoFilter                  []string `json:"SelfInfoFilter,omitempty"`
	AppDefinedDataFilterGroup       []string `json:"AppDefinedDataFilter_Group,omitempty"`
	AppDefinedDataFilterGroupMember []string `json:"AppDefinedDataFilter_GroupMember,omitempty"`
}
