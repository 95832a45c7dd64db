package recent

import "github.com/teahouse-chat/teahouse/wire"

// Delete takes a conversation out of an account's list, until its next message.
var Delete = wire.Define[DeleteRequest, DeleteResponse]("recentcontact.delete")

// DeleteRequest names the account and the conversation.
type DeleteRequest struct {
	From string `json:"From_Account"`
	Contact
	ClearRamble int `json:"ClearRamble,omitempty"` // 1: the history too
}

// Validate checks the form.
func (r *DeleteRequest) Validate() error {
	if r.From == "" {
		return ErrParameter.With("From_Account is missing")
	}
	return r.Contact.Check()
}

// DeleteResponse has no fields of its own.
type DeleteResponse struct{ Display }
