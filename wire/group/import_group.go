package group

// ImportGroup makes a group as it was elsewhere, without members but its owner,
// and tells nobody. Members and messages are imported next.
var ImportGroup = define[ImportGroupRequest, ImportGroupResponse]("group_open_http_svc.import_group")

// ImportGroupRequest describes the group as CreateGroupRequest does.
type ImportGroupRequest struct {
	CreateGroupRequest
	CreateTime int64 `json:"CreateTime,omitempty"` // seconds; 0 or in the future: now
}

// ImportGroupResponse names the group.
type ImportGroupResponse struct {
	GroupID string `json:"GroupId"`
}

// Validate checks the form.
func (r *ImportGroupRequest) Validate() error {
	if len(r.MemberList) > 0 {
		return ErrBadParameter.With("MemberList: use import_group_member")
	}
	if r.CreateTime < 0 {
		return ErrBadParameter.With("CreateTime is not negative")
	}
	return r.CreateGroupRequest.Validate()
}
