package group

import "github.com/teahouse-chat/teahouse/wire"

// SetUnreadMsgNum sets how many messages a member has not read; for imports. Where
// the group's type counts no unread messages, nothing changes.
var SetUnreadMsgNum = define[SetUnreadMsgNumRequest, wire.Empty]("group_open_http_svc.set_unread_msg_num")

// SetUnreadMsgNumRequest names the member. A number above that of the messages
// counts as that.
type SetUnreadMsgNumRequest struct {
	GroupID string `json:"GroupId"`
	Account string `json:"Member_Account"`
	Unread  *int   `json:"UnreadMsgNum"`
}

// Validate checks the form.
func (r *SetUnreadMsgNumRequest) Validate() error {
	if r.Unread == nil || *r.Unread < 0 {
		return ErrBadParameter.With("UnreadMsgNum is missing or negative")
	}
	return first(CheckID(r.GroupID), need("Member_Account", r.Account))
}
