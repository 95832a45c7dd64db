package openim

import "github.com/teahouse-chat/teahouse/wire"

// BatchSendMsg sends the same message to up to MaxReceivers accounts, without
// webhooks. All copies share one MsgKey.
var BatchSendMsg = wire.Define[BatchSendMsgRequest, BatchSendMsgResponse]("openim.batchsendmsg")

// BatchSendMsgRequest is the message.
type BatchSendMsgRequest struct {
	From             string    `json:"From_Account,omitempty"` // empty: the caller
	To               []string  `json:"To_Account"`
	MsgSeq           *uint32   `json:"MsgSeq,omitempty"`
	MsgRandom        *Random   `json:"MsgRandom"`
	MsgBody          Body      `json:"MsgBody"`
	CloudCustomData  string    `json:"CloudCustomData,omitempty"`
	SyncOtherMachine SyncOther `json:"SyncOtherMachine,omitempty"`
	MsgLifeTime      *LifeTime `json:"MsgLifeTime,omitempty"`
	OnlineOnlyFlag   int       `json:"OnlineOnlyFlag,omitempty"`
	SendMsgControl   []string  `json:"SendMsgControl,omitempty"`
	NeedReadReceipt  int       `json:"IsNeedReadReceipt,omitempty"`
	Extension        int       `json:"SupportMessageExtension,omitempty"`
	OfflinePushInfo  PushInfo  `json:"OfflinePushInfo,omitempty"`
}

// Validate checks the form.
func (r *BatchSendMsgRequest) Validate() error {
	switch {
	case len(r.To) == 0:
		return ErrNoReceiver
	case len(r.To) > MaxReceivers:
		return ErrReceivers
	case r.MsgRandom == nil:
		return ErrMsgRandom
	case r.MsgBody == nil:
		return ErrNoBody
	}
	return nil
}

// One returns the message to one of the receivers.
func (r *BatchSendMsgRequest) One(to string) *SendMsgRequest {
	return &SendMsgRequest{From: r.From, To: to, MsgSeq: r.MsgSeq, MsgRandom: r.MsgRandom, MsgBody: r.MsgBody,
		CloudCustomData: r.CloudCustomData, SyncOtherMachine: r.SyncOtherMachine, MsgLifeTime: r.MsgLifeTime,
		OnlineOnlyFlag: r.OnlineOnlyFlag, SendMsgControl: r.SendMsgControl, NeedReadReceipt: r.NeedReadReceipt,
		Extension: r.Extension, OfflinePushInfo: r.OfflinePushInfo}
}

// BatchSendMsgResponse names the message and says who did not get it.
type BatchSendMsgResponse struct {
	ActionStatus string      `json:"ActionStatus,omitempty"` // SomeError when some receivers failed
	MsgKey       string      `json:"MsgKey,omitempty"`
	MsgId        string      `json:"MsgId,omitempty"`
	ErrorList    []SendError `json:"ErrorList,omitempty"`
}

// SendError is a receiver who did not get the message.
type SendError struct {
	To        string `json:"To_Account"`
	ErrorCode int    `json:"ErrorCode"`
}
