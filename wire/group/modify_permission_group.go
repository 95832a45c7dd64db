package group

import "github.com/teahouse-chat/teahouse/wire"

// ModifyPermissionGroup changes a permission group; fields left out stay.
var ModifyPermissionGroup = define[ModifyPermissionGroupRequest, wire.Empty]("group_open_http_svc.modify_permission_group")

// ModifyPermissionGroupRequest holds what changes.
type ModifyPermissionGroupRequest struct {
	GroupID             string  `json:"GroupId"`
	PermissionGroupID   string  `json:"PermissionGroupId"`
	PermissionGroupName *string `json:"PermissionGroupName,omitempty"`
	Permission          *int64  `json:"Permission,omitempty"`
	CustomString        *string `json:"CustomString,omitempty"`
}

// Validate checks the form.
func (r *ModifyPermissionGroupRequest) Validate() error {
	if r.PermissionGroupName != nil && *r.PermissionGroupName == "" {
		return ErrBadParameter.With("PermissionGroupName is not empty")
	}
	return first(CheckID(r.GroupID), checkPermissionGroupID(r.PermissionGroupID),
		checkText("PermissionGroupName", r.PermissionGroupName, MaxTopicName),
		checkText("CustomString", r.CustomString, MaxCustomString), checkBits("Permission", r.Permission, AllOfCommunity))
}
