package recent

import "github.com/teahouse-chat/teahouse/wire"

// BatchDelete takes conversations out of a client's list, until their next
// message.
var BatchDelete = wire.DefineClient[BatchDeleteRequest, BatchDeleteResponse]("recentcontact.batch_delete")

// BatchDeleteRequest names the conversations.
type BatchDeleteRequest struct {
	From        string    `json:"From_Account"`
	Contacts    []Contact `json:"ContactItem"`
	ClearRamble int       `json:"ClearRamble"` // 1: the history too
}

// Validate checks the form.
func (r *BatchDeleteRequest) Validate() error { return checkAll(r.Contacts, MaxContacts) }

// BatchDeleteResponse has a result per conversation.
type BatchDeleteResponse struct {
	Results []DeleteResult `json:"ResultItem"`
}

// DeleteResult is what became of a conversation.
type DeleteResult struct {
	Contact
	ResultCode int    `json:"ResultCode"`
	ResultInfo string `json:"ResultInfo"`
}
