package push

import (
	"github.com/teahouse-chat/teahouse/wire"
	"github.com/teahouse-chat/teahouse/wire/openim"
)

// Revoke stops a push of the last 24 hours: whoever comes online from then on does not
// get it. What was shown already stays.
var Revoke = wire.Define[RevokeRequest, wire.Empty]("timpush.revoke")

// RevokeRequest names the push. A replacement notification is not shown.
type RevokeRequest struct {
	TaskId          string          `json:"TaskId"`
	OfflinePushInfo openim.PushInfo `json:"OfflinePushInfo,omitempty"`
}

// Validate checks the form.
func (r *RevokeRequest) Validate() error {
	if r.TaskId == "" {
		return ErrParameter.With("TaskId is missing")
	}
	return nil
}
