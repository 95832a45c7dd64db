package official

import "github.com/teahouse-chat/teahouse/wire"

// OfficialAccountMsgRecall recalls messages, however old. Subscribers who have them see
// that they are recalled, those online at once and the others when they come; nobody else
// gets them any more. Errors: 10010; for a message 10030 if it is not there or was
// recalled before.
var OfficialAccountMsgRecall = wire.Define[OfficialAccountMsgRecallRequest, OfficialAccountMsgRecallResponse]("official_account_open_http_svc.official_account_msg_recall")

// OfficialAccountMsgRecallRequest names the messages, at most 10.
type OfficialAccountMsgRecallRequest struct {
	Official   string   `json:"Official_Account"`
	MsgKeyList []string `json:"MsgKeyList"`
	Reason     string   `json:"Reason,omitempty"` // at most 100 bytes
}

// Validate checks the form.
func (r *OfficialAccountMsgRecallRequest) Validate() error {
	if len(r.MsgKeyList) == 0 || len(r.MsgKeyList) > MaxRecalls {
		return ErrParameter.With("MsgKeyList holds 1 to %d", MaxRecalls)
	}
	return first(needs("Official_Account", r.Official), checkTexts(field{"Reason", &r.Reason, MaxReason}))
}

// OfficialAccountMsgRecallResponse has a code for each message, in order.
type OfficialAccountMsgRecallResponse struct {
	List []RecallResult `json:"RecallRetList"`
}

// RecallResult is 0, or the code of the error.
type RecallResult struct {
	MsgKey  string `json:"MsgKey"`
	RetCode int    `json:"RetCode"`
}
