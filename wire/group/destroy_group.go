package group

import "github.com/teahouse-chat/teahouse/wire"

// DestroyGroup dismisses a group for good. Its owner may, but not in Private
// groups; an App admin always.
var DestroyGroup = define[DestroyGroupRequest, wire.Empty]("group_open_http_svc.destroy_group")

// DestroyGroupRequest names the group.
type DestroyGroupRequest struct {
	GroupID string `json:"GroupId"`
}

// Validate checks the form.
func (r *DestroyGroupRequest) Validate() error { return CheckID(r.GroupID) }
