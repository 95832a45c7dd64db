package official

import (
	"slices"

	"github.com/teahouse-chat/teahouse/wire"
)

// SendOfficialAccountMsg sends a message to all subscribers. It is stored once, before it
// is answered. Who is online gets it at once as a one-to-one message of the official
// account, everybody else when he comes online, with the time at which it was sent; over
// REST, too, it is then in his history, his conversations and his unread count. The
// newest 1000 messages of an official account wait for subscribers.
//
// The same Random with the same content within five minutes is the same message, which is
// not sent again. Errors: 10010; 10004 for a body that is none; 80001 for words that are
// not said; 80002 for more than 12 KB.
var SendOfficialAccountMsg = wire.Define[SendOfficialAccountMsgRequest, SendOfficialAccountMsgResponse]("official_account_open_http_svc.send_official_account_msg")

// NoLastMsg is a word of SendMsgControl: the message is not shown as the conversation's
// last one.
const NoLastMsg = "NoLastMsg"

// SendOfficialAccountMsgRequest is a message.
type SendOfficialAccountMsgRequest struct {
	Official        string         `json:"Official_Account"`
	Random          *uint32        `json:"Random"`
	MsgBody         []wire.Element `json:"MsgBody"` // with CloudCustomData at most 12 KB
	CloudCustomData string         `json:"CloudCustomData,omitempty"`
	OnlineOnlyFlag  int            `json:"OnlineOnlyFlag,omitempty"`        // 1: for subscribers who are online now, not stored
	OfflinePushInfo any            `json:"OfflinePushInfo,omitempty"`       // accepted
	ForbidCallback  []string       `json:"ForbidCallbackControl,omitempty"` // ForbidBeforeSendMsgCallback, ForbidAfterSendMsgCallback
	SendMsgControl  []string       `json:"SendMsgControl,omitempty"`        // NoLastMsg
}

// Validate checks the form.
func (r *SendOfficialAccountMsgRequest) Validate() error {
	switch {
	case r.Official == "":
		return needs("Official_Account", "")
	case r.Random == nil:
		return ErrParameter.With("Random is missing")
	case r.OnlineOnlyFlag == 1 && len(r.SendMsgControl) > 0:
		return ErrParameter.With("SendMsgControl does not go with OnlineOnlyFlag")
	case slices.ContainsFunc(r.SendMsgControl, func(word string) bool { return word != NoLastMsg }):
		return ErrParameter.With("SendMsgControl is %s", NoLastMsg)
	case len(r.MsgBody) == 0 || !wire.CheckBody(r.MsgBody):
		return ErrParameter.With("MsgBody is not an array of elements")
	case wire.BodySize(r.MsgBody, r.CloudCustomData) > wire.MaxBody:
		return ErrTooLong
	}
	if misfit := wire.Misfit(r.MsgBody, true); misfit != "" {
		return ErrParameter.With("MsgBody: %s", misfit)
	}
	return nil
}

// SendOfficialAccountMsgResponse names the message.
type SendOfficialAccountMsgResponse struct {
	MsgKey  string `json:"MsgKey"`
	MsgTime uint32 `json:"MsgTime"` // seconds
}
