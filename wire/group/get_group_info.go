package group

// GetGroupInfo shows groups and, if they are asked for or there is no filter,
// their members.
var GetGroupInfo = define[GetGroupInfoRequest, GetGroupInfoResponse]("group_open_http_svc.get_group_info")

// GetGroupInfoRequest names the groups, at most 50.
type GetGroupInfoRequest struct {
	GroupIDList    []string `json:"GroupIdList"`
	ResponseFilter *Filter  `json:"ResponseFilter,omitempty"`
}

// GetGroupInfoResponse has one entry per group asked for, in order, each with an
// ErrorCode of its own.
type GetGroupInfoResponse struct {
	GroupInfo []Profile `json:"GroupInfo"`
}

// Validate checks the form.
func (r *GetGroupInfoRequest) Validate() error {
	if len(r.GroupIDList) == 0 || len(r.GroupIDList) > MaxGroups {
		return ErrBadParameter.With("GroupIdList holds 1 to %d", MaxGroups)
	}
	return nil
}
