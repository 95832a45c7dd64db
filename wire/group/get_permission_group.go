package group

// GetPermissionGroup lists permission groups of a community.
var GetPermissionGroup = define[GetPermissionGroupRequest, GetPermissionGroupResponse]("group_open_http_svc.get_permission_group")

// GetPermissionGroupRequest names permission groups, or asks for a page of all.
type GetPermissionGroupRequest struct {
	GroupID            string   `json:"GroupId"`
	PermissionGroupIDs []string `json:"PermissionGroupIdList,omitempty"`
	Limit              int      `json:"Limit"`          // 1 to 20
	Next               string   `json:"Next,omitempty"` // of the last answer
}

// GetPermissionGroupResponse is a page; Next is "" at the end.
type GetPermissionGroupResponse struct {
	List []PermissionGroupInfo `json:"PermissionGroupInfoList"`
	Next string                `json:"Next"`
}

// PermissionGroupInfo is a permission group. With an ErrorCode only its name is
// right.
type PermissionGroupInfo struct {
	ErrorCode           int    `json:"ErrorCode"`
	ErrorInfo           string `json:"ErrorInfo"`
	PermissionGroupID   string `json:"PermissionGroupId"`
	PermissionGroupName string `json:"PermissionGroupName"`
	CustomString        string `json:"CustomString"`
	Permission          int64  `json:"Permission"`
	MemberCount         int    `json:"MemberCount"`
}

// Validate checks the form.
func (r *GetPermissionGroupRequest) Validate() error {
	if r.Limit < 1 || r.Limit > MaxPermissionGroups || len(r.PermissionGroupIDs) > MaxPermissionGroups {
		return ErrBadParameter.With("Limit is 1 to %d, and PermissionGroupIdList holds no more", MaxPermissionGroups)
	}
	return CheckID(r.GroupID)
}
