package group

import "github.com/teahouse-chat/teahouse/wire"

// ImportGroupMsg puts messages with their own times behind those that a group has.
// Nobody is told, and they count as read. A message that was imported before, with the
// same From_Account, SendTime, Random and MsgBody, stays as it is and gets its first
// answer, so an import that was cut short may be repeated. Word lists do not look at
// them, so no Result is 80001: they were said elsewhere already, and with a changed list
// a repeat would be another message.
var ImportGroupMsg = define[ImportGroupMsgRequest, ImportGroupMsgResponse]("group_open_http_svc.import_group_msg")

// ImportGroupMsgRequest holds the messages, at most 7, in the order of their times.
type ImportGroupMsgRequest struct {
	GroupID           string        `json:"GroupId"`
	TopicID           string        `json:"TopicId,omitempty"`
	RecentContactFlag int           `json:"RecentContactFlag,omitempty"`
	MsgList           []ImportedMsg `json:"MsgList"`
}

// ImportedMsg is a message as it was. SendTime is not before the group's
// CreateTime, not before the message in front of it and not in the future.
type ImportedMsg struct {
	From            string         `json:"From_Account"`
	SendTime        uint32         `json:"SendTime"`         // seconds
	Random          *uint32        `json:"Random,omitempty"` // without it a repeat is another message
	MsgBody         []wire.Element `json:"MsgBody"`
	CloudCustomData string         `json:"CloudCustomData,omitempty"`
}

// ImportGroupMsgResponse has one entry per message, in order.
type ImportGroupMsgResponse struct {
	Results []ImportResult `json:"ImportMsgResult"`
}

// ImportResult says what became of one message.
type ImportResult struct {
	Result  int    `json:"Result"` // 0, or a number of error
	MsgSeq  uint64 `json:"MsgSeq"`
	MsgTime uint32 `json:"MsgTime"`
}

// Validate checks the form.
func (r *ImportGroupMsgRequest) Validate() error {
	if len(r.MsgList) == 0 || len(r.MsgList) > MaxImports {
		return ErrBadParameter.With("MsgList holds 1 to %d", MaxImports)
	}
	return CheckID(r.GroupID)
}

// Check tests the form of one message.
func (m *ImportedMsg) Check() error {
	if m.SendTime == 0 {
		return ErrBadParameter.With("SendTime is missing")
	}
	return first(need("From_Account", m.From), checkBody(m.MsgBody, m.CloudCustomData))
}
