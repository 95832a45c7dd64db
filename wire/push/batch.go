package push

import (
	"github.com/teahouse-chat/teahouse/wire"
	"github.com/teahouse-chat/teahouse/wire/openim"
)

// Batch sends a message to up to 500 accounts: those who are online get it at once, as
// a one-to-one message of From_Account that does not count as unread. It is not stored.
// Accounts that do not exist are listed; the call fails if none does. The same MsgRandom
// within a second is answered as it was and not sent again.
//
// A notification alone (OfflinePushInfo without MsgBody, the form of today's push
// service) gives 90045: there is no vendor of devices to hand it to.
var Batch = wire.Define[BatchRequest, BatchResponse]("timpush.batch")

// MaxBatch is how many accounts a Batch may name.
const MaxBatch = 500

// BatchRequest is the message.
type BatchRequest struct {
	From            string          `json:"From_Account"`
	To              []string        `json:"To_Account"`
	MsgRandom       *openim.Random  `json:"MsgRandom"`
	MsgBody         openim.Body     `json:"MsgBody,omitempty"`
	OfflinePushInfo openim.PushInfo `json:"OfflinePushInfo,omitempty"`
	DataId          string          `json:"DataId,omitempty"` // the caller's own, at most 64 bytes
}

// Validate checks the form.
func (r *BatchRequest) Validate() error {
	switch {
	case r.From == "":
		return openim.ErrNoSender
	case len(r.To) == 0:
		return openim.ErrNoReceiver
	case len(r.To) > MaxBatch:
		return openim.ErrReceivers
	case r.MsgRandom == nil:
		return openim.ErrMsgRandom
	case len(r.DataId) > maxDataID:
		return ErrDataID
	case r.MsgBody == nil && r.OfflinePushInfo != nil:
		return ErrOff.With("notifications without a message")
	}
	return checkPushed(r.MsgBody)
}

// BatchResponse names the push.
type BatchResponse struct {
	TaskId    string      `json:"TaskId"`
	ErrorList []UserError `json:"ErrorList,omitempty"`
}
