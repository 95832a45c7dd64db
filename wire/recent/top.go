package recent

import "github.com/teahouse-chat/teahouse/wire"

// Top pins or unpins conversations; an account has at most MaxPinned.
var Top = wire.Define[TopRequest, TopResponse]("recentcontact.top")

// Values of TopRequest.OperationType.
const (
	Pin   = 1
	Unpin = 2
)

// TopRequest names the conversations.
type TopRequest struct {
	From          string    `json:"From_Account"`
	OperationType int       `json:"OperationType"`
	Contacts      []Contact `json:"RecentContactItem"`
}

// Validate checks the form.
func (r *TopRequest) Validate() error {
	if r.OperationType != Pin && r.OperationType != Unpin {
		return ErrParameter.With("OperationType %d", r.OperationType)
	}
	return checkAll(r.Contacts, MaxContacts)
}

// TopResponse has no fields of its own.
type TopResponse struct{ Display }
