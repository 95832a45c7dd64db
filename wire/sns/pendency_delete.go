package sns

import "github.com/teahouse-chat/teahouse/wire"

// PendencyDelete takes applications out of the caller's own list.
var PendencyDelete = wire.DefineClient[PendencyDeleteRequest, ResultResponse]("sns.pendency_delete")

// PendencyDeleteRequest names the other sides.
type PendencyDeleteRequest struct {
	AccountsRequest
	PendencyType string `json:"PendencyType"` // PendencyBoth if empty
}

// Validate checks the form.
func (r *PendencyDeleteRequest) Validate() error {
	return first(r.AccountsRequest.Validate(),
		checkChoice("PendencyType", r.PendencyType, PendencyBoth, PendencyComeIn, PendencySendOut))
}
