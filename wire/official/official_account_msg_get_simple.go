package official

import (
	"encoding/json"

	"github.com/teahouse-chat/teahouse/wire"
)

// OfficialAccountMsgGetSimple reads the history of an official account, newest first
// (unverified). What was sent to those online alone is not in it. Errors: 10010; 10004
// for a LastMsgKey that is no message's.
var OfficialAccountMsgGetSimple = wire.Define[OfficialAccountMsgGetSimpleRequest, OfficialAccountMsgGetSimpleResponse]("official_account_open_http_svc.official_account_msg_get_simple")

// OfficialAccountMsgGetSimpleRequest asks for a page.
type OfficialAccountMsgGetSimpleRequest struct {
	Official        string `json:"Official_Account"`
	ReqMsgNumber    int    `json:"ReqMsgNumber"`              // at most 20 are given
	LastMsgKey      string `json:"LastMsgKey,omitempty"`      // of the last answer; absent: from the newest
	WithRecalledMsg int    `json:"WithRecalledMsg,omitempty"` // 1: recalled ones, too, without their bodies
}

// Validate checks the form.
func (r *OfficialAccountMsgGetSimpleRequest) Validate() error {
	if r.ReqMsgNumber <= 0 {
		return ErrParameter.With("ReqMsgNumber is missing")
	}
	return needs("Official_Account", r.Official)
}

// Values of IsFinished.
const (
	More     = 0
	Finished = 1
	Expired  = 2 // there were older ones
)

// OfficialAccountMsgGetSimpleResponse is a page.
type OfficialAccountMsgGetSimpleResponse struct {
	Official   string    `json:"Official_Account"`
	IsFinished int       `json:"IsFinished"` // 1: that is all, 0: there is more, 2: older ones are no longer kept
	LastMsgKey string    `json:"LastMsgKey"` // to go on with
	List       []Message `json:"RspMsgList"`
}

// Message is a message of an official account.
type Message struct {
	From            string          `json:"From_Account"`
	IsPlaceMsg      int             `json:"IsPlaceMsg"` // 2: recalled
	IsSystemMsg     int             `json:"IsSystemMsg"`
	MsgBody         json.RawMessage `json:"MsgBody"`
	MsgKey          string          `json:"MsgKey"`
	MsgPriority     int             `json:"MsgPriority"` // 2: normal
	MsgRandom       uint32          `json:"MsgRandom"`
	MsgSeq          uint64          `json:"MsgSeq"`
	MsgTimeStamp    uint32          `json:"MsgTimeStamp"`
	CloudCustomData string          `json:"CloudCustomData,omitempty"`
}
