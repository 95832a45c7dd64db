package stream

import (
	"github.com/teahouse-chat/teahouse/wire"
	"github.com/teahouse-chat/teahouse/wire/openim"
)

// SendC2CStreamMsg sends a streaming message to one account, and adds to it. The first
// call is a message as any other: it counts as unread, is the last one of its
// conversation and is remembered by its MsgRandom. A call without StreamMsgID begins a
// new stream; one with it adds the next pieces, which are stored before it is answered.
// Both users' devices are shown the message, and each change of what they show of it.
//
// The same call sent again (the same MsgRandom as one of the last ten) is answered and
// adds nothing; a piece that is too early or was there before refuses the call with
// 90010, which names the next Index. A stream ends with IsLast, or 15 seconds after its
// last piece; then, and when it was recalled or changed by another command, further
// pieces get 20026. The text with CompatibleText and CloudCustomData stays below 128 KB
// (93000), and one stream takes five further calls a second (60007). The numbers are
// unverified.
//
// The history over REST has the whole text in one piece, with IsLast once it has ended.
var SendC2CStreamMsg = wire.Define[SendC2CStreamMsgRequest, SendC2CStreamMsgResponse]("stream_msg.send_c2c_stream_msg")

// SendC2CStreamMsgRequest is a piece of a message. What is not about the piece counts
// in the first call alone.
type SendC2CStreamMsgRequest struct {
	SyncOtherMachine openim.SyncOther `json:"SyncOtherMachine,omitempty"` // 2: the sender does not keep it
	From             string           `json:"From_Account,omitempty"`     // empty: the caller
	To               string           `json:"To_Account"`
	MsgSeq           *uint32          `json:"MsgSeq,omitempty"`
	MsgRandom        *openim.Random   `json:"MsgRandom"` // another one for each call
	MsgBody          openim.Body      `json:"MsgBody"`   // one TIMStreamElem
	CloudCustomData  string           `json:"CloudCustomData,omitempty"`
	OfflinePushInfo  openim.PushInfo  `json:"OfflinePushInfo,omitempty"`
	SendMsgControl   []string         `json:"SendMsgControl,omitempty"`
	ForbidCallback   []string         `json:"ForbidCallbackControl,omitempty"`
	NeedReadReceipt  int              `json:"IsNeedReadReceipt,omitempty"`       // 1: wants a read receipt
	Extension        int              `json:"SupportMessageExtension,omitempty"` // 1: extensions may be set
	MsgLifeTime      *openim.LifeTime `json:"MsgLifeTime,omitempty"`             // seconds; a stream is stored, so not 0
}

// Validate checks the form.
func (r *SendC2CStreamMsgRequest) Validate() error {
	switch {
	case r.To == "":
		return openim.ErrNoReceiver
	case r.MsgRandom == nil:
		return openim.ErrMsgRandom
	case r.MsgBody == nil:
		return openim.ErrNoBody
	case r.MsgLifeTime != nil && *r.MsgLifeTime == 0:
		return openim.ErrLifeTime.With("a stream is stored")
	}
	if _, wrong := Read(r.MsgBody); wrong != "" {
		return openim.ErrBody.With("%s", wrong)
	}
	return nil
}

// Message is the first call as an ordinary message.
func (r *SendC2CStreamMsgRequest) Message() *openim.SendMsgRequest {
	return &openim.SendMsgRequest{From: r.From, To: r.To, MsgSeq: r.MsgSeq, MsgRandom: r.MsgRandom, MsgBody: r.MsgBody,
		CloudCustomData: r.CloudCustomData, MsgLifeTime: r.MsgLifeTime, OfflinePushInfo: r.OfflinePushInfo,
		SendMsgControl: r.SendMsgControl, ForbidCallback: r.ForbidCallback, NeedReadReceipt: r.NeedReadReceipt,
		Extension: r.Extension, SyncOtherMachine: r.SyncOtherMachine}
}

// SendC2CStreamMsgResponse names the message, and the stream for further calls.
type SendC2CStreamMsgResponse struct {
	MsgTime     uint32 `json:"MsgTime"` // of the first call, seconds
	MsgKey      string `json:"MsgKey"`
	MsgId       string `json:"MsgId,omitempty"`
	StreamMsgID string `json:"StreamMsgID"`
}
