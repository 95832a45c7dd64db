package group

import "github.com/teahouse-chat/teahouse/wire"

// QuitGroup takes the caller out of a group. An owner may quit only where a group
// may be without one (Private).
var QuitGroup = defineClient[QuitGroupRequest, wire.Empty]("group_open_http_svc.quit_group")

// QuitGroupRequest names the group.
type QuitGroupRequest struct {
	GroupID string `json:"GroupId"`
}

// Validate checks the form.
func (r *QuitGroupRequest) Validate() error { return CheckID(r.GroupID) }
