package stream

import (
	"github.com/teahouse-chat/teahouse/wire"
	"github.com/teahouse-chat/teahouse/wire/group"
)

// SendGroupStreamMsg sends a streaming message into a group or topic, and adds to it,
// by the rules of SendC2CStreamMsg: its form is refused with 10004, and a message that
// gets too long with 80002. Who may speak is asked with each call. Live groups keep no
// messages, so they take no streams (10007, unverified).
var SendGroupStreamMsg = wire.Define[SendGroupStreamMsgRequest, SendGroupStreamMsgResponse]("stream_msg.send_group_stream_msg")

// SendGroupStreamMsgRequest is a piece of a message. What is not about the piece counts
// in the first call alone.
type SendGroupStreamMsgRequest struct {
	GroupID                 string          `json:"GroupId"`
	TopicID                 string          `json:"TopicId,omitempty"`
	From                    string          `json:"From_Account,omitempty"` // empty: the caller
	Random                  *uint32         `json:"Random,omitempty"`       // another one for each call
	MsgRandom               *uint32         `json:"MsgRandom,omitempty"`    // another name of Random
	MsgPriority             string          `json:"MsgPriority,omitempty"`
	MsgBody                 []wire.Element  `json:"MsgBody"` // one TIMStreamElem
	CloudCustomData         string          `json:"CloudCustomData,omitempty"`
	OfflinePushInfo         any             `json:"OfflinePushInfo,omitempty"`
	GroupAtInfo             []group.Mention `json:"GroupAtInfo,omitempty"`
	SendMsgControl          []string        `json:"SendMsgControl,omitempty"` // NoUnread, NoLastMsg, NoMsgCheck
	ForbidCallbackControl   []string        `json:"ForbidCallbackControl,omitempty"`
	NeedReadReceipt         int             `json:"NeedReadReceipt,omitempty"`
	SupportMessageExtension int             `json:"SupportMessageExtension,omitempty"`
}

// Validate checks the form.
func (r *SendGroupStreamMsgRequest) Validate() error {
	if r.Random == nil {
		r.Random = r.MsgRandom
	}
	if r.Random == nil {
		return group.ErrBadParameter.With("Random is missing")
	}
	if _, wrong := Read(r.MsgBody); wrong != "" {
		return group.ErrBadParameter.With("MsgBody: %s", wrong)
	}
	if err := group.CheckID(r.GroupID); err != nil {
		return err
	}
	return r.Message().CheckMentions()
}

// Message is the first call as an ordinary message.
func (r *SendGroupStreamMsgRequest) Message() *group.SendGroupMsgRequest {
	return &group.SendGroupMsgRequest{GroupID: r.GroupID, TopicID: r.TopicID, From: r.From, Random: r.Random,
		MsgPriority: r.MsgPriority, MsgBody: r.MsgBody, CloudCustomData: r.CloudCustomData, OfflinePushInfo: r.OfflinePushInfo,
		GroupAtInfo: r.GroupAtInfo, SendMsgControl: r.SendMsgControl, ForbidCallbackControl: r.ForbidCallbackControl,
		NeedReadReceipt: r.NeedReadReceipt, SupportMessageExtension: r.SupportMessageExtension}
}

// SendGroupStreamMsgResponse says where the message is, and names the stream for
// further calls.
type SendGroupStreamMsgResponse struct {
	MsgTime     uint32 `json:"MsgTime"` // of the first call, seconds
	MsgSeq      uint64 `json:"MsgSeq"`
	StreamMsgID string `json:"StreamMsgID"`
}
