package group

// CreatePermissionGroup makes a permission group in a community with topics where
// EnablePermission is 1.
var CreatePermissionGroup = define[CreatePermissionGroupRequest, CreatePermissionGroupResponse]("group_open_http_svc.create_permission_group")

// CreatePermissionGroupRequest describes the permission group.
type CreatePermissionGroupRequest struct {
	GroupID string `json:"GroupId"`
	// PermissionGroupID is @PMG#_ and 1 to 48 bytes; empty, the server makes one.
	PermissionGroupID   string `json:"PermissionGroupId,omitempty"`
	PermissionGroupName string `json:"PermissionGroupName"` // at most 150 bytes
	Permission          *int64 `json:"Permission"`          // bits: MayProfile and so on
	CustomString        string `json:"CustomString,omitempty"`
}

// CreatePermissionGroupResponse names the permission group.
type CreatePermissionGroupResponse struct {
	PermissionGroupID string `json:"PermissionGroupId"`
}

// Validate checks the form.
func (r *CreatePermissionGroupRequest) Validate() error {
	switch {
	case r.PermissionGroupName == "":
		return ErrBadParameter.With("PermissionGroupName is missing")
	case r.Permission == nil:
		return ErrBadParameter.With("Permission is missing")
	case r.PermissionGroupID != "":
		if err := CheckNewPermissionGroupID(r.PermissionGroupID); err != nil {
			return err
		}
	}
	return first(CheckID(r.GroupID), checkText("PermissionGroupName", &r.PermissionGroupName, MaxTopicName),
		checkText("CustomString", &r.CustomString, MaxCustomString), checkBits("Permission", r.Permission, AllOfCommunity))
}

// checkBits tests a sum of bits.
func checkBits(name string, bits *int64, all int64) error {
	if bits != nil && (*bits < 0 || *bits > all) {
		return ErrBadParameter.With("%s is a sum of bits, 0 to %d", name, all)
	}
	return nil
}
