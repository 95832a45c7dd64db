package push

import (
	"github.com/teahouse-chat/teahouse/wire"
	"github.com/teahouse-chat/teahouse/wire/openim"
)

// ImPush sends a message to every account of the application, or to those that match
// a condition. Devices that are online get it at once, as a one-to-one message of
// From_Account; accounts that come online within MsgLifeTime get it then. It is not in
// the history. The same MsgRandom within seven days names the same push, which is not
// sent again. A day has at most push_per_day of them (a setting), a second apart.
//
// A push of a notification alone (OfflinePushInfo without MsgBody, as timpush/push has
// it) gives 90045: there is no vendor of devices to hand it to.
var ImPush = wire.Define[ImPushRequest, ImPushResponse]("all_member_push.im_push", "openim.im_push", "timpush.push")

// ImPushRequest is the push.
type ImPushRequest struct {
	From            string          `json:"From_Account,omitempty"` // empty: the calling admin
	MsgRandom       *openim.Random  `json:"MsgRandom"`
	MsgBody         openim.Body     `json:"MsgBody,omitempty"`
	MsgLifeTime     *int64          `json:"MsgLifeTime,omitempty"` // seconds, 0 to 604800; 0: only who is online now
	Condition       *Condition      `json:"Condition,omitempty"`   // absent: everybody
	OfflinePushInfo openim.PushInfo `json:"OfflinePushInfo,omitempty"`
	DataId          string          `json:"DataId,omitempty"`         // the caller's own, at most 64 bytes
	OnlineOnlyFlag  int             `json:"OnlineOnlyFlag,omitempty"` // 1: as MsgLifeTime 0
}

// LifeTime returns how many seconds the push waits for those who are not online.
func (r *ImPushRequest) LifeTime() int64 {
	if r.MsgLifeTime == nil || r.OnlineOnlyFlag == 1 {
		return 0
	}
	return *r.MsgLifeTime
}

// elements lists what a push may hold.
var elements = map[string]bool{wire.Text: true, wire.Location: true, wire.Face: true, wire.Custom: true,
	wire.Sound: true, wire.Image: true, wire.File: true, wire.Video: true}

// Validate checks the form.
func (r *ImPushRequest) Validate() error {
	switch {
	case r.MsgRandom == nil:
		return openim.ErrMsgRandom
	case r.MsgBody == nil && r.OfflinePushInfo != nil:
		return ErrOff.With("notifications without a message")
	case r.MsgLifeTime != nil && (*r.MsgLifeTime < 0 || *r.MsgLifeTime > MaxLifeTime):
		return ErrLifeTime
	case len(r.DataId) > maxDataID:
		return ErrDataID
	}
	if err := checkPushed(r.MsgBody); err != nil {
		return err
	}
	return r.Condition.Validate()
}

// checkPushed tests what is pushed.
func checkPushed(body openim.Body) error {
	if body == nil {
		return openim.ErrNoBody
	}
	for _, e := range body {
		if !elements[e.MsgType] {
			return openim.ErrBody.With("a push holds no %.40q", e.MsgType)
		}
	}
	if err := body.Check(true); err != nil {
		return err
	}
	if wire.BodySize(body, "") > wire.MaxBody {
		return openim.ErrLongRequest
	}
	return nil
}

// ImPushResponse names the push.
type ImPushResponse struct {
	TaskId string `json:"TaskId"`
}
