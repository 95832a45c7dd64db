package openim

// Where the forms of both doors agree but for a few fields, they are one
// command; what only one of them has is said beside the field.

import "github.com/teahouse-chat/teahouse/wire"

// SendMsg sends a message to one account. The same message sent again (same
// accounts, MsgSeq and MsgRandom) within ten minutes is answered as it was the
// first time and not sent twice.
var SendMsg = wire.Define[SendMsgRequest, SendMsgResponse]("openim.sendmsg")

// SendMsgRequest is the message.
type SendMsgRequest struct {
	From            string    `json:"From_Account,omitempty"` // empty: the caller
	To              string    `json:"To_Account"`
	MsgSeq          *uint32   `json:"MsgSeq,omitempty"` // order within a second; absent: drawn by the server
	MsgRandom       *Random   `json:"MsgRandom"`
	MsgBody         Body      `json:"MsgBody"` // with CloudCustomData at most 12 KB
	CloudCustomData string    `json:"CloudCustomData,omitempty"`
	MsgLifeTime     *LifeTime `json:"MsgLifeTime,omitempty"` // seconds; 0: online-only
	OfflinePushInfo PushInfo  `json:"OfflinePushInfo,omitempty"`
	SendMsgControl  []string  `json:"SendMsgControl,omitempty"`
	NeedReadReceipt int       `json:"IsNeedReadReceipt,omitempty"`       // 1: wants a read receipt
	Extension       int       `json:"SupportMessageExtension,omitempty"` // 1: extensions may be set
	ForbidCallback  []string  `json:"ForbidCallbackControl,omitempty"`

	// Clients only.
	MsgClientTime    uint32 `json:"MsgClientTime,omitempty"` // seconds; kept with the message
	IsRelayMsg       int    `json:"IsRelayMsg,omitempty"`
	ModerationConfig string `json:"CustomModerationConfigID,omitempty"`
	Nick             string `json:"From_AccountNick,omitempty"`    // what the client knows; the stored profile counts
	FaceURL          string `json:"From_AccountHeadurl,omitempty"` // likewise

	// REST only.
	SyncOtherMachine SyncOther `json:"SyncOtherMachine,omitempty"` // 2: the sender does not keep it
	OnlineOnlyFlag   int       `json:"OnlineOnlyFlag,omitempty"`   // 1: as MsgLifeTime 0
	MsgTimeStamp     uint32    `json:"MsgTimeStamp,omitempty"`     // accepted; the server's time counts
}

// OnlineOnly tells whether the message is for those online now and not stored.
func (r *SendMsgRequest) OnlineOnly() bool {
	return r.OnlineOnlyFlag == 1 || r.MsgLifeTime != nil && *r.MsgLifeTime == 0
}

// Validate checks the form.
func (r *SendMsgRequest) Validate() error {
	switch {
	case r.To == "":
		return ErrNoReceiver
	case r.MsgRandom == nil:
		return ErrMsgRandom
	case r.MsgBody == nil:
		return ErrNoBody
	case r.OnlineOnlyFlag == 1 && len(r.SendMsgControl) > 0:
		return ErrParameter.With("SendMsgControl does not go with OnlineOnlyFlag")
	}
	return nil
}

// SendMsgResponse names the message that was stored.
type SendMsgResponse struct {
	MsgTime uint32 `json:"MsgTime"` // seconds
	MsgKey  string `json:"MsgKey"`
	MsgId   string `json:"MsgId,omitempty"` // as clients compute it: TinyId-MsgClientTime-MsgRandom
}
