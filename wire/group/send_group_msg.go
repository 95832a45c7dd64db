package group

import "github.com/teahouse-chat/teahouse/wire"

// SendGroupMsg sends a message into a group of any type. A client sends as
// itself; over REST anybody may be named, and need not be a member.
var SendGroupMsg = define[SendGroupMsgRequest, SendGroupMsgResponse]("group_open_http_svc.send_group_msg")

// Values of MsgPriority, and the numbers that pushes and history have for them.
const (
	High   = "High"
	Normal = "Normal"
	Low    = "Low"
	Lowest = "Lowest"
)

// PriorityNumber returns the number of a MsgPriority: 1 High to 4 Lowest. Any
// other text is Normal.
func PriorityNumber(p string) int {
	switch p {
	case High:
		return 1
	case Low:
		return 3
	case Lowest:
		return 4
	}
	return 2
}

// Words of SendMsgControl.
const (
	NoUnread   = "NoUnread"
	NoLastMsg  = "NoLastMsg"
	NoMsgCheck = "NoMsgCheck"
)

// DropRate is the MsgDropReason of a message that a live group had no room for.
const DropRate = "MsgFreqCtrl"

// SendGroupMsgRequest is a message.
type SendGroupMsgRequest struct {
	From    string `json:"From_Account,omitempty"`
	GroupID string `json:"GroupId"`
	TopicID string `json:"TopicId,omitempty"`
	// Random is drawn by the sender. A message with the same Random and
	// ClientSeq of the same sender is a repeat and gets the first one's answer.
	Random          *uint32        `json:"Random"`
	ClientSeq       uint64         `json:"ClientSeq,omitempty"`
	MsgPriority     string         `json:"MsgPriority,omitempty"`
	MsgBody         []wire.Element `json:"MsgBody"`
	CloudCustomData string         `json:"CloudCustomData,omitempty"`
	OnlineOnlyFlag  int            `json:"OnlineOnlyFlag,omitempty"` // 1: for those online now, not stored
	OfflinePushInfo any            `json:"OfflinePushInfo,omitempty"`
	GroupAtInfo     []Mention      `json:"GroupAtInfo,omitempty"`
	SendMsgControl  []string       `json:"SendMsgControl,omitempty"` // NoUnread, NoLastMsg
	MsgClientTime   uint32         `json:"MsgClientTime,omitempty"`
	NeedReadReceipt int            `json:"NeedReadReceipt,omitempty"`
	// IsNeedReadReceipt is another name of NeedReadReceipt.
	IsNeedReadReceipt       int `json:"IsNeedReadReceipt,omitempty"`
	SupportMessageExtension int `json:"SupportMessageExtension,omitempty"`
	IsRelayMsg              int `json:"IsRelayMsg,omitempty"`
	// To are the only members who get the message, at most 50; empty is all.
	To                       []string `json:"To_Account,omitempty"`
	ForbidCallbackControl    []string `json:"ForbidCallbackControl,omitempty"`
	CustomModerationConfigID string   `json:"CustomModerationConfigID,omitempty"`
}

// Mention is one entry of GroupAtInfo: an account, or all.
type Mention struct {
	All     int    `json:"GroupAtAllFlag"`
	Account string `json:"GroupAt_Account,omitempty"`
}

// SendGroupMsgResponse says where the message is. MsgSeq of a message that is not
// stored is a number that it did not use up.
type SendGroupMsgResponse struct {
	MsgTime       uint32 `json:"MsgTime"`
	MsgSeq        uint64 `json:"MsgSeq"`
	MsgDropReason string `json:"MsgDropReason,omitempty"`
}

// Validate checks the form.
func (r *SendGroupMsgRequest) Validate() error {
	if r.Random == nil {
		return ErrBadParameter.With("Random is missing")
	}
	if r.OnlineOnlyFlag == 1 && len(r.SendMsgControl) > 0 {
		return ErrBadParameter.With("SendMsgControl does not go with OnlineOnlyFlag")
	}
	if len(r.To) > MaxTargets {
		return ErrBadParameter.With("To_Account holds at most %d", MaxTargets)
	}
	if len(r.To) > 0 && len(r.GroupAtInfo) > 0 {
		return ErrBadParameter.With("GroupAtInfo does not go with To_Account")
	}
	return first(r.CheckMentions(), CheckID(r.GroupID), checkBody(r.MsgBody, r.CloudCustomData))
}

// CheckMentions checks the number of those who are mentioned.
func (r *SendGroupMsgRequest) CheckMentions() error {
	if len(r.GroupAtInfo) > MaxMentions+1 || mentioned(r.GroupAtInfo) > MaxMentions {
		return ErrMentions.With("at most %d", MaxMentions)
	}
	return nil
}

func mentioned(all []Mention) int {
	n := 0
	for _, m := range all {
		if m.All != 1 {
			n++
		}
	}
	return n
}
