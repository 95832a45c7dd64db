package group

// DestroyPermissionGroup ends permission groups. Their members stay in the
// community.
var DestroyPermissionGroup = define[DestroyPermissionGroupRequest, DestroyPermissionGroupResponse]("group_open_http_svc.destroy_permission_group")

// DestroyPermissionGroupRequest names permission groups, at most 20.
type DestroyPermissionGroupRequest struct {
	GroupID            string   `json:"GroupId"`
	PermissionGroupIDs []string `json:"PermissionGroupIdList"`
}

// DestroyPermissionGroupResponse says of each what became of it.
type DestroyPermissionGroupResponse struct {
	Results []PermissionGroupResult `json:"PermissionGroupResultList"`
}

// PermissionGroupResult is what became of a permission group.
type PermissionGroupResult struct {
	PermissionGroupID string `json:"PermissionGroupId"`
	ErrorCode         int    `json:"ErrorCode"`
	ErrorInfo         string `json:"ErrorInfo"`
}

// Validate checks the form.
func (r *DestroyPermissionGroupRequest) Validate() error {
	if len(r.PermissionGroupIDs) == 0 || len(r.PermissionGroupIDs) > MaxPermissionGroups {
		return ErrBadParameter.With("PermissionGroupIdList holds 1 to %d", MaxPermissionGroups)
	}
	return CheckID(r.GroupID)
}
