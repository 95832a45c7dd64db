package recent

import "github.com/teahouse-chat/teahouse/wire"

// ClearMsg clears the caller's history of a conversation; others keep theirs, and
// the conversation stays in the list.
var ClearMsg = wire.DefineClient[ClearMsgRequest, wire.Empty]("recentcontact.clear_msg")

// ClearMsgRequest names the conversation.
type ClearMsgRequest struct {
	From string `json:"From_Account"`
	Contact
}

// Validate checks the form.
func (r *ClearMsgRequest) Validate() error { return r.Contact.Check() }
