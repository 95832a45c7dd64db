package group

import (
	"encoding/json"

	"github.com/teahouse-chat/teahouse/wire"
)

// GetMsg polls a live group: it is answered at once if the group was shown something
// from StartSeq on, else as soon as it is, and with nothing after about ten seconds.
// Guests get what members get.
var GetMsg = wire.DefineClient[GetMsgRequest, GetMsgResponse]("group_open_long_polling_http_svc.get_msg",
	"group_open_long_polling_http_noauth_svc.get_msg")

// GetMsgRequest says where to go on: with Key and StartSeq as the last answer, or the
// one to joining, had them.
type GetMsgRequest struct {
	Key      string `json:"Key"`
	StartSeq uint64 `json:"StartSeq"` // 0: from now on
	// StartBroadcastSeq is where broadcasts go on. A client that is in several groups
	// asks for them in one of them.
	StartBroadcastSeq uint64 `json:"StartBroadcastSeq,omitempty"`
	USP               int    `json:"USP,omitempty"`
	HoldTime          int    `json:"HoldTime,omitempty"`     // not regarded
	DownsizeFlag      int    `json:"DownsizeFlag,omitempty"` // not regarded: names are long
}

// GetMsgResponse is what there is: messages and tips in the form of Message, each with
// its Event.
type GetMsgResponse struct {
	Key                 string            `json:"Key"`
	NextSeq             uint64            `json:"NextSeq"`
	RspMsgList          []json.RawMessage `json:"RspMsgList"`
	NextBroadcastSeq    uint64            `json:"NextBroadcastSeq,omitempty"`
	RspBroadcastMsgList []json.RawMessage `json:"RspBroadcastMsgList,omitempty"`
}

// Validate checks the form.
func (r *GetMsgRequest) Validate() error {
	if r.Key == "" {
		return ErrBadParameter.With("Key is missing")
	}
	return nil
}
